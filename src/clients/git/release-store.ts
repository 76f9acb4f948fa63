import type { Log } from '../../log.ts';
import type { Remote } from './fetch-objects.ts';
import { findGitDirectory, readCheckout } from './find-checkout.ts';
import { ObjectReader } from './object-reader.ts';
import { createObjectStore, type ObjectStore, removeObjectStore, writeRefs } from './object-store.ts';

/** Bytes of a file that is read at most. */
export const MAX_TEXT_FILE = 4 * 1024 * 1024;

/** Our own repository, and where what it lacks comes from. */
export interface ReleaseStore {
  readonly store: ObjectStore;
  readonly remote: Remote;
  readonly reader: ObjectReader;
  /** The checkout may lack folders too (`fetchFilter: tree:0`). What we fetch ourselves always has them. */
  readonly mayLackTrees: boolean;
  /** Revisions whose folders were seen to be there, which they stay. */
  readonly withTrees: Set<string>;
}

export interface ReleaseStoreOptions extends Remote {
  /** The root of the agent's checkout, which is read and never changed; without it everything is fetched. */
  readonly checkout?: string;
  /** Where our repository is put: the agent's temporary folder. */
  readonly folder: string;
  readonly signal: AbortSignal;
  readonly log: Log;
}

/**
 * Opens the store. A checkout that git cannot read is left alone, with the reason in the log. Unless the checkout is a full
 * clone, contents of files stay at the remote until they are needed: a history of 20,000 commits is mostly contents.
 */
export async function openReleaseStore(options: ReleaseStoreOptions): Promise<ReleaseStore> {
  const { checkout, folder, signal, log } = options;
  signal.throwIfAborted();
  const found = checkout === undefined ? undefined : await read(checkout, { signal, log });
  const own = await createObjectStore(found, folder, { signal, log });
  const store = { ...own, partial: found === undefined || found.partial || own.shallow };
  const reader = new ObjectReader(store.gitDirectory, signal, MAX_TEXT_FILE);
  return { store, remote: options, reader, mayLackTrees: found?.partial ?? false, withTrees: new Set() };
}

async function read(checkout: string, { signal, log }: Pick<ReleaseStoreOptions, 'signal' | 'log'>) {
  const gitDirectory = await findGitDirectory(checkout, false);
  if (gitDirectory === undefined) return undefined;
  try {
    return await readCheckout(gitDirectory, signal);
  } catch (error) {
    signal.throwIfAborted();
    log.debug(`The clone in ${checkout} cannot be used: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
}

/** Ends what runs and removes what was stored. */
export async function closeReleaseStore({ store, reader }: ReleaseStore): Promise<void> {
  await reader.close();
  await removeObjectStore(store.gitDirectory);
}

/** What a later fetch may tell the remote that we have: otherwise it is sent again. */
export async function rememberCommits({ store }: ReleaseStore, commits: readonly string[]): Promise<void> {
  await writeRefs(store.gitDirectory, Object.fromEntries(commits.map((commit) => [`have/${commit}`, commit])));
}
