import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Log } from '../../log.ts';
import type { Checkout } from './find-checkout.ts';
import { runGit } from './run-git.ts';

/** A bare repository of ours that sees a clone's objects. */
export interface ObjectStore {
  readonly gitDirectory: string;
  readonly shallow: boolean;
  readonly partial: boolean;
  readonly signal: AbortSignal;
  readonly log: Log;
  /** What was seen there once stays there: neither we nor a running job remove objects. */
  readonly present: Set<string>;
  /** How often fetching what a partial clone lacks went wrong. */
  readonly fetches: { failed: number };
}

/**
 * Creates the repository below `folder`; without a checkout it is empty. It borrows the clone's objects through `objects/info/alternates` and has nothing
 * else of it: no configuration, hooks, attributes, index or work tree. What is fetched goes to its own folder, so the
 * clone does not change and two reviews of it do not meet. It is written as `git init` does it, without asking git: a
 * process for each of its few files is most of the time that opening a clone takes. Its HEAD names a branch that does not exist and never may:
 * some versions of git take the attributes of a bare repository from there, and a pull request could declare a file
 * binary to hide it.
 */
export async function createObjectStore(
  checkout: Checkout | undefined,
  folder: string,
  { signal, log }: Pick<ObjectStore, 'signal' | 'log'>,
): Promise<ObjectStore> {
  await mkdir(folder, { recursive: true });
  const gitDirectory = await mkdtemp(path.join(folder, 'slipway-git-'));
  try {
    for (const part of ['objects/info', 'objects/pack', 'refs']) await mkdir(path.join(gitDirectory, part), RECURSIVE);
    await writeFile(path.join(gitDirectory, 'HEAD'), 'ref: refs/heads/none\n');
    await writeFile(path.join(gitDirectory, 'config'), configOf(checkout?.objectFormat ?? 'sha1'));
    if (checkout !== undefined) await borrowObjects(gitDirectory, checkout);
  } catch (error) {
    await removeObjectStore(gitDirectory);
    throw error;
  }
  signal.throwIfAborted();
  return {
    gitDirectory,
    shallow: checkout?.shallowFile !== undefined,
    partial: checkout?.partial ?? false,
    signal,
    log,
    present: new Set(),
    fetches: { failed: 0 },
  };
}

const RECURSIVE = { recursive: true } as const;

/** A format of objects that this git does not know is refused by its next call. */
function configOf(objectFormat: string): string {
  const isOld = objectFormat === 'sha1';
  return [
    `[core]\n\trepositoryformatversion = ${isOld ? 0 : 1}\n\tbare = true\n`,
    // Otherwise a fetch lists every ref of the clone; none of them begins like this.
    '\talternateRefsPrefixes = refs/slipway/none\n',
    isOld ? '' : `[extensions]\n\tobjectformat = ${objectFormat}\n`,
  ].join('');
}

/** Sets refs of ours, which nothing else writes, to commits that are there. */
export async function writeRefs(gitDirectory: string, refs: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, commit] of Object.entries(refs)) {
    const file = path.join(gitDirectory, 'refs/slipway', name);
    await mkdir(path.dirname(file), RECURSIVE);
    await writeFile(file, `${commit}\n`);
  }
}

async function borrowObjects(gitDirectory: string, { objects, shallowFile, head }: Checkout): Promise<void> {
  const alternates = path.join(gitDirectory, 'objects', 'info', 'alternates');
  await writeFile(alternates, `${path.sep === '/' ? objects : objects.replaceAll('\\', '/')}\n`);
  if (shallowFile !== undefined) await copyFile(shallowFile, path.join(gitDirectory, 'shallow'));
  // What a fetch may tell the remote that we have.
  if (head !== undefined) await writeRefs(gitDirectory, { checkout: head });
}

/** Windows refuses to delete what a process that has just ended still holds. */
export async function removeObjectStore(gitDirectory: string): Promise<void> {
  await rm(gitDirectory, { recursive: true, force: true, maxRetries: 5 });
}

/**
 * Those of `revisions` that the store lacks, in their order. A revision is an object id, possibly with `^{tree}` after it:
 * the commit and the tree at its root.
 */
export async function findMissing(store: ObjectStore, revisions: readonly string[]): Promise<readonly string[]> {
  const { present, signal } = store;
  signal.throwIfAborted();
  const asked = revisions.filter((revision) => !present.has(revision));
  if (asked.length === 0) return [];
  const answer = await runGit({ ...store, input: `${asked.join('\n')}\n` }, ['cat-file', '--batch-check']);
  const lines = answer.trimEnd().split('\n');
  for (const [index, revision] of asked.entries()) {
    if (/ \w+ \d+$/.test(lines[index] ?? '')) present.add(revision);
  }
  return asked.filter((revision) => !present.has(revision));
}
