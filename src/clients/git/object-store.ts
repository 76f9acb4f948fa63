import { appendFile, copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Log } from '../../log.ts';
import type { Checkout } from './find-checkout.ts';
import { type GitCall, runGit } from './run-git.ts';

/** A bare repository of ours that sees a clone's objects. */
export interface ObjectStore {
  readonly gitDirectory: string;
  readonly shallow: boolean;
  readonly partial: boolean;
  readonly signal: AbortSignal;
  readonly log: Log;
  /** How often fetching what a partial clone lacks went wrong. */
  readonly fetches: { failed: number };
}

/**
 * Creates the repository below `folder`; without a checkout it is empty. It borrows the clone's objects through `objects/info/alternates` and has nothing
 * else of it: no configuration, hooks, attributes, index or work tree. What is fetched goes to its own folder, so the
 * clone does not change and two reviews of it do not meet. Its HEAD names a branch that does not exist and never may:
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
    const call = { gitDirectory, signal };
    await runGit(call, [
      'init',
      '--quiet',
      '--bare',
      '--template=',
      `--object-format=${checkout?.objectFormat ?? 'sha1'}`,
    ]);
    if (checkout !== undefined) await borrowObjects(call, checkout);
  } catch (error) {
    await removeObjectStore(gitDirectory);
    throw error;
  }
  const shallow = checkout?.shallowFile !== undefined;
  return { gitDirectory, shallow, partial: checkout?.partial ?? false, signal, log, fetches: { failed: 0 } };
}

async function borrowObjects(call: GitCall, { objects, shallowFile, head }: Checkout): Promise<void> {
  const { gitDirectory } = call;
  await mkdir(path.join(gitDirectory, 'objects', 'info'), { recursive: true });
  const alternates = path.join(gitDirectory, 'objects', 'info', 'alternates');
  await writeFile(alternates, `${path.sep === '/' ? objects : objects.replaceAll('\\', '/')}\n`);
  // Otherwise a fetch lists every ref of the clone; none of them begins like this.
  await appendFile(path.join(gitDirectory, 'config'), '[core]\n\talternateRefsPrefixes = refs/slipway/none\n');
  if (shallowFile !== undefined) await copyFile(shallowFile, path.join(gitDirectory, 'shallow'));
  // What a fetch may tell the remote that we have.
  if (head !== undefined) await runGit(call, ['update-ref', 'refs/slipway/checkout', head]);
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
  if (revisions.length === 0) return [];
  const answer = await runGit({ ...store, input: `${revisions.join('\n')}\n` }, ['cat-file', '--batch-check']);
  const lines = answer.trimEnd().split('\n');
  return revisions.filter((_, index) => !/ \w+ \d+$/.test(lines[index] ?? ''));
}
