import type { LedgerChange, ReleaseDocument, StagingDocument } from '../ledger/ledger-documents.ts';

/** Changes go to `next` while a release is on its way out, and while a hotfix has the place. */
export const isClosed = (staging: StagingDocument): boolean =>
  staging.state === 'opened' || staging.hotfix !== undefined;

/**
 * Up to where the source branch is staged. Undefined when that is not known: nothing was staged or released yet, or it
 * was imported from records without commits.
 */
export function findPointer(
  staging: StagingDocument | undefined,
  latest: ReleaseDocument | undefined,
): string | undefined {
  if (staging === undefined) return latest?.sourceCommit ?? undefined;
  const waiting = lastCommit(staging.next?.changes ?? []);
  const frozen = staging.hotfix === undefined ? staging.commit : staging.hotfix.mainline;
  return (isClosed(staging) ? (waiting ?? frozen) : staging.commit) ?? latest?.sourceCommit ?? undefined;
}

const lastCommit = (changes: readonly LedgerChange[]): string | undefined =>
  changes.findLast(({ commit }) => commit !== null)?.commit ?? undefined;

/** The changes that grow now. */
export const collecting = (staging: StagingDocument | undefined): readonly LedgerChange[] =>
  staging === undefined ? [] : isClosed(staging) ? (staging.next?.changes ?? []) : staging.changes;

/** The document with other collected changes; without `next` when it is empty. */
export function withCollected(
  staging: StagingDocument,
  { changes, commit, at }: { readonly changes: readonly LedgerChange[]; readonly commit: string; readonly at: string },
): StagingDocument {
  if (!isClosed(staging)) return { ...staging, changes, commit, updatedAt: at };
  return { ...staging, next: { changes }, updatedAt: at };
}
