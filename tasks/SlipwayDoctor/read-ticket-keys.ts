import { IndexDocument, ReleaseDocument, StagingDocument } from '../../src/release/ledger/ledger-documents.ts';
import { INDEX_PATH, releasePath, stagingPath } from '../../src/release/ledger/ledger-paths.ts';
import { readDocument } from '../../src/release/ledger/read-document.ts';
import type { LedgerBranch } from '../../src/release/ports.ts';

/** Keys of the tickets that are staged for a component or, if there are none, that its newest release had. */
export async function readTicketKeys(ledger: LedgerBranch, component: string): Promise<readonly string[]> {
  const head = await ledger.readHead();
  const staging = await readDocument(ledger, head, stagingPath(component), StagingDocument);
  const staged = staging === undefined ? [] : keysOf([...staging.changes, ...(staging.next?.changes ?? [])]);
  if (staged.length > 0) return staged;
  const index = await readDocument(ledger, head, INDEX_PATH, IndexDocument);
  const [newest] = index?.components.find((one) => one.component === component)?.releases ?? [];
  return newest === undefined ? [] : readReleased(ledger, head, releasePath(component, newest.version));
}

async function readReleased(ledger: LedgerBranch, head: string | undefined, path: string): Promise<readonly string[]> {
  const released = await readDocument(ledger, head, path, ReleaseDocument);
  return released === undefined ? [] : keysOf(released.changes);
}

const keysOf = (changes: StagingDocument['changes']): readonly string[] =>
  changes.flatMap(({ tickets }) => tickets.map(({ key }) => key));
