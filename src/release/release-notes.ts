import type { LedgerTicket, StagingDocument } from './ledger-documents.ts';
import { renderNotes } from './notes/render-notes.ts';
import type { ReleaseServices, ReleaseSettings } from './release-services.ts';
import { formatTag } from './versions/tag-format.ts';

/** The release's notes in full, with links. */
export function notesOf(
  { links }: Pick<ReleaseServices, 'links'>,
  { tagFormat }: Pick<ReleaseSettings, 'tagFormat'>,
  { component, version, previousVersion, changes, updatedAt }: StagingDocument,
): string {
  const tagOf = (one: string) => formatTag(tagFormat, one, component);
  const compareUrl = previousVersion === null ? undefined : links.compare(tagOf(previousVersion), tagOf(version));
  const pullRequestUrl = (id: number) => links.pullRequest(id);
  const date = updatedAt.slice(0, 10);
  return renderNotes({ component, version, previousVersion, date, changes, compareUrl, pullRequestUrl }, 'markdown');
}

/** Each ticket once, as it was read last. */
export function ticketsOf({ changes }: Pick<StagingDocument, 'changes'>): readonly LedgerTicket[] {
  const byKey = new Map(changes.flatMap(({ tickets }) => tickets.map((ticket) => [ticket.key, ticket] as const)));
  return [...byKey.values()];
}
