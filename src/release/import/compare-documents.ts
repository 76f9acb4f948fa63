import type { ReleaseDocument, StagingDocument } from '../ledger/ledger-documents.ts';
import { ticketKeys } from '../changes/ticket-keys.ts';

/**
 * Names of the fields in which an archived release differs from the imported one; empty: they tell the same. State and
 * deployments go on after an import, and notes and previous version are ours.
 */
export function findReleaseDifferences(before: ReleaseDocument, imported: ReleaseDocument): readonly string[] {
  return [
    ...(before.startedAt === imported.startedAt ? [] : ['startedAt']),
    ...(before.releasedAt === imported.releasedAt ? [] : ['releasedAt']),
    ...(before.tag === imported.tag ? [] : ['tag']),
    ...(before.commit === imported.commit ? [] : ['commit']),
    ...(before.sourceCommit === imported.sourceCommit ? [] : ['sourceCommit']),
    ...(JSON.stringify(before.changes) === JSON.stringify(imported.changes) ? [] : ['tickets']),
  ];
}

/** The same for a staging release, which may have grown since: then it holds all tickets of the imported one. */
export function findStagingDifferences(before: StagingDocument, imported: StagingDocument): readonly string[] {
  const there = new Set(ticketKeys([...before.changes, ...(before.next?.changes ?? [])]));
  const differences = [
    ...(before.startedAt === imported.startedAt ? [] : ['startedAt']),
    ...(ticketKeys(imported.changes).every((key) => there.has(key)) ? [] : ['tickets']),
  ];
  return differences.length > 0 && before.version !== imported.version ? ['version', ...differences] : differences;
}
