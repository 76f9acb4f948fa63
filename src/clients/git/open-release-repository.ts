import type { History, ReleaseBranchWriter } from '../../release/ports.ts';
import { createBranchWriter } from './branch-writer.ts';
import { fetchBranch } from './fetch-history.ts';
import { createHistory } from './history.ts';
import { closeReleaseStore, openReleaseStore, type ReleaseStoreOptions } from './release-store.ts';

/** A repository as a release needs it: read in our own store, and written at the remote alone. */
export interface ReleaseRepository {
  readonly history: History;
  readonly branches: ReleaseBranchWriter;
  /** Ends what runs and removes what was stored. */
  close(): Promise<void>;
}

/**
 * Opens the repository at `url`, with the objects of a checkout of it when there is one. Nothing is fetched yet. Every
 * method throws the signal's reason when cancelled.
 */
export async function openReleaseRepository(options: ReleaseStoreOptions): Promise<ReleaseRepository> {
  const store = await openReleaseStore(options);
  const read = new Set<string>();
  const history = createHistory(store);
  const refresh = async () => {
    for (const name of read) await fetchBranch(store, name);
  };
  return {
    history: {
      ...history,
      fetchBranch: (name) => {
        read.add(name);
        return history.fetchBranch(name);
      },
    },
    branches: createBranchWriter(store, refresh),
    close: () => closeReleaseStore(store),
  };
}
