import type { LedgerTicket, StagingDocument } from '../ledger/ledger-documents.ts';
import type { ReleaseFacts } from '../notes/release-facts.ts';
import { renderNotes } from '../notes/render-notes.ts';
import type { ReleaseServices, ReleaseSettings } from '../release-services.ts';
import { formatTag } from '../versions/tag-format.ts';

type Document = Pick<StagingDocument, 'component' | 'version' | 'previousVersion' | 'changes'>;

/** The release's notes in full, with links; `at` is the moment that they are dated by. */
export const notesOf = (
  services: Pick<ReleaseServices, 'links'>,
  settings: Pick<ReleaseSettings, 'tagFormat'>,
  document: Document,
  at: string,
): string => renderNotes(factsOf(services, settings, document, at), 'markdown');

/** The notes for every audience: in full, short enough for a message, and as the text of a version in Jira. */
export interface NotesForms {
  readonly markdown: string;
  readonly slack: string;
  readonly jira: string;
}

export function notesForms(
  services: Pick<ReleaseServices, 'links'>,
  settings: Pick<ReleaseSettings, 'tagFormat'>,
  document: Document & Pick<StagingDocument, 'updatedAt'>,
  markdown: string,
): NotesForms {
  const facts = factsOf(services, settings, document, document.updatedAt);
  return { markdown, slack: renderNotes(facts, 'slack'), jira: renderNotes(facts, 'jira') };
}

function factsOf(
  { links }: Pick<ReleaseServices, 'links'>,
  { tagFormat }: Pick<ReleaseSettings, 'tagFormat'>,
  { component, version, previousVersion, changes }: Document,
  at: string,
): ReleaseFacts {
  const tagOf = (one: string) => formatTag(tagFormat, one, component);
  const compareUrl = previousVersion === null ? undefined : links.compare(tagOf(previousVersion), tagOf(version));
  const pullRequestUrl = (id: number) => links.pullRequest(id);
  return { component, version, previousVersion, date: at.slice(0, 10), changes, compareUrl, pullRequestUrl };
}

/** Each ticket once, as it was read last. */
export function ticketsOf({ changes }: Pick<StagingDocument, 'changes'>): readonly LedgerTicket[] {
  const byKey = new Map(changes.flatMap(({ tickets }) => tickets.map((ticket) => [ticket.key, ticket] as const)));
  return [...byKey.values()];
}
