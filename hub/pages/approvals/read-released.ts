import { mapConcurrently } from '../../../src/concurrency.ts';
import { IndexDocument } from '../../../src/release/ledger/ledger-documents.ts';
import { INDEX_PATH } from '../../../src/release/ledger/ledger-paths.ts';
import { findDocument, type Ledger } from '../../data/ledger.ts';
import type { Rest } from '../../host/rest.ts';

const AT_ONCE = 6;
/** Repositories whose runs wait; of more the rest is named as their runs tell it. */
const MOST = 20;

/** The ledgers of the repositories of runs. One that cannot be read is left out: the runs tell most of what it would. */
export async function readLedgersOf(
  rest: Rest,
  { project, signal }: { readonly project: string; readonly signal: AbortSignal },
  repositoryIds: readonly string[],
): Promise<readonly Ledger[]> {
  const ledgers = await mapConcurrently(repositoryIds.slice(0, MOST), AT_ONCE, async (id) => {
    const repository = { id, name: id, webUrl: '' };
    const index = await findDocument(rest, { project, repository, path: INDEX_PATH, signal }, IndexDocument).catch(
      () => {
        signal.throwIfAborted();
        return undefined;
      },
    );
    return index && { repository, index };
  });
  return ledgers.filter((one) => one !== undefined);
}
