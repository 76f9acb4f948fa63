import type { Log } from '../../log.ts';
import type { ChangeSource } from '../../review/ports.ts';
import { CommitTree, MAX_FILE } from './commit-tree.ts';
import { fetchCommits, type Remote } from './fetch-objects.ts';
import { findGitDirectory, readCheckout } from './find-checkout.ts';
import { ObjectReader } from './object-reader.ts';
import { createObjectStore, type ObjectStore, removeObjectStore } from './object-store.ts';
import { type DiffOptions, listChanges, readDiffs } from './read-changes.ts';

/** A clone's history as a review reads it. Every method throws the signal's reason when cancelled, else GIT_FAILED. */
export interface ReviewRepository extends ChangeSource {
  readonly kind: 'git';
  /** Makes the commits readable, from the remote if need be. Throws GIT_COMMIT_MISSING. */
  ensureCommits(commits: readonly string[]): Promise<void>;
  /** Ends what runs and removes what was stored. */
  close(): Promise<void>;
}

export interface ReviewRepositoryOptions extends DiffOptions, Remote {
  /** The root of the agent's checkout; it is read, never changed. */
  readonly checkout: string;
  /** Where our own repository is put: the agent's temporary folder. */
  readonly folder: string;
  readonly signal: AbortSignal;
  readonly log: Log;
}

/** Opens the agent's checkout for a review; undefined when there is no git or no clone, with the reason in the log. */
export async function openReviewRepository(options: ReviewRepositoryOptions): Promise<ReviewRepository | undefined> {
  const { checkout, folder, signal, log } = options;
  signal.throwIfAborted();
  const gitDirectory = await findGitDirectory(checkout, false);
  if (gitDirectory === undefined) {
    log.debug(`There is no git clone in ${checkout}.`);
    return undefined;
  }
  try {
    const store = await createObjectStore(await readCheckout(gitDirectory, signal), folder, { signal, log });
    return createReviewRepository(store, options, options);
  } catch (error) {
    signal.throwIfAborted();
    log.debug(`The clone in ${checkout} cannot be used: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
}

/** A review's view of a store; without a remote nothing is fetched. */
export function createReviewRepository(
  store: ObjectStore,
  options: DiffOptions,
  remote: Remote | undefined,
): ReviewRepository {
  const reader = new ObjectReader(store.gitDirectory, store.signal, MAX_FILE);
  const trees = new Map<string, CommitTree>();
  return {
    kind: 'git',
    ensureCommits: (commits) => fetchCommits(store, remote, commits),
    listChanges: async (base, head) => listChanges(store, remote, { base: idOf(base), head: idOf(head) }),
    readDiffs: async (base, head, files) => readDiffs(store, options, { base: idOf(base), head: idOf(head) }, files),
    tree(commit) {
      const tree = trees.get(commit) ?? new CommitTree(idOf(commit), store, remote, reader);
      trees.set(commit, tree);
      return tree;
    },
    async close() {
      await reader.close();
      await removeObjectStore(store.gitDirectory);
    },
  };
}

/** Nothing else reaches git where a commit is expected, least of all an option. */
function idOf(commit: string): string {
  if (!/^[0-9a-f]{40,64}$/.test(commit)) throw new TypeError('Not a commit id.');
  return commit;
}
