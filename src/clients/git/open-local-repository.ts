import { tmpdir } from 'node:os';
import { SlipwayError } from '../../errors.ts';
import type { Log } from '../../log.ts';
import { findGitDirectory, readCheckout } from './find-checkout.ts';
import { createObjectStore } from './object-store.ts';
import { createReviewRepository, type ReviewRepository } from './open-review-repository.ts';
import type { DiffOptions } from './read-changes.ts';
import { runGit } from './run-git.ts';

/** A developer's own clone; nothing is fetched for it. */
export interface LocalRepository extends ReviewRepository {
  /** The commit both histories share; undefined when they share none. */
  mergeBase(a: string, b: string): Promise<string | undefined>;
  /** The commit that a branch, tag or other revision names. Throws GIT_REVISION_UNKNOWN. */
  resolve(revision: string): Promise<string>;
  /** Its short name; undefined when HEAD is detached. */
  currentBranch(): Promise<string | undefined>;
}

export interface LocalRepositoryOptions extends DiffOptions {
  /** The clone or a folder in it. */
  readonly path: string;
  readonly signal: AbortSignal;
  readonly log: Log;
}

/** Opens the clone around `path`. Throws GIT_NO_REPOSITORY when there is none, GIT_FAILED when git cannot read it. */
export async function openLocalRepository(options: LocalRepositoryOptions): Promise<LocalRepository> {
  const { path, signal, log } = options;
  const gitDirectory = await findGitDirectory(path, true);
  if (gitDirectory === undefined) {
    throw new SlipwayError(`There is no git clone in ${path} or above it.`, {
      kind: 'input',
      code: 'GIT_NO_REPOSITORY',
      hint: 'Give the path of a clone.',
    });
  }
  const store = await createObjectStore(await readCheckout(gitDirectory, signal), tmpdir(), { signal, log });
  const clone = { gitDirectory, signal };
  return {
    ...createReviewRepository(store, options, undefined),
    async mergeBase(a, b) {
      const [first, second] = [await resolve(clone, a), await resolve(clone, b)];
      // It says nothing and ends with 1 when there is none.
      const base = await runGit(store, ['merge-base', first, second]).catch(() => undefined);
      signal.throwIfAborted();
      return base?.trim();
    },
    resolve: (revision) => resolve(clone, revision),
    async currentBranch() {
      const branch = await runGit(clone, ['symbolic-ref', '--quiet', '--short', 'HEAD']).catch(() => undefined);
      signal.throwIfAborted();
      return branch?.trim();
    },
  };
}

async function resolve(clone: { gitDirectory: string; signal: AbortSignal }, revision: string): Promise<string> {
  const args = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`];
  const id = revision.startsWith('-') ? undefined : await runGit(clone, args).catch(() => undefined);
  clone.signal.throwIfAborted();
  if (id !== undefined) return id.trim();
  throw new SlipwayError(`${revision} names no commit of this clone.`, {
    kind: 'input',
    code: 'GIT_REVISION_UNKNOWN',
    hint: 'Name a branch, a tag or a commit that exists here; fetch it first if it is newer than the clone.',
  });
}
