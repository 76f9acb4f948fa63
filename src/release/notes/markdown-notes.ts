import type { LedgerChange, LedgerTicket } from '../ledger/ledger-documents.ts';
import { escaped, linkTo } from './link.ts';
import type { ReleaseFacts } from './release-facts.ts';
import { count } from './release-facts.ts';
import type { Section, SortedChange, TicketWithChanges } from './sort-changes.ts';
import { groupByTicket, SECTIONS, sortChanges } from './sort-changes.ts';

const HEADINGS: Readonly<Record<Section, string>> = {
  breaking: 'Breaking changes',
  features: 'Features',
  fixes: 'Fixes',
  other: 'Other changes',
  undone: 'Taken back before the release',
};

/** The whole notes: by kind of change, then by ticket. */
export function renderMarkdownNotes(release: ReleaseFacts): string {
  const sorted = sortChanges(release.changes);
  const parts = [
    `## ${escaped(release.component, 120)} ${escaped(release.version, 120)} (${escaped(release.date, 20)})`,
    renderSince(release),
    ...SECTIONS.map((section) => renderSection(section, sorted, release)),
    renderTickets(sorted, release),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function renderSince({ previousVersion, changes, compareUrl }: ReleaseFacts): string {
  const since = previousVersion === null ? 'the first release' : `since ${linkTo(previousVersion, compareUrl)}`;
  return changes.length === 0 ? `No changes, ${since}.` : `${count(changes.length, 'change')}, ${since}.`;
}

function renderSection(section: Section, sorted: readonly SortedChange[], release: ReleaseFacts): string {
  const entries = sorted.filter((one) => one.section === section);
  if (entries.length === 0) return '';
  return [`### ${HEADINGS[section]}`, '', ...entries.map((entry) => `- ${renderEntry(entry, release)}`)].join('\n');
}

function renderEntry(sorted: SortedChange, release: ReleaseFacts): string {
  const { change } = sorted;
  const sources = [placeOf(change, release), ...change.tickets.slice(0, 10).map(ticketLink)].filter(
    (one) => one !== '',
  );
  const why = sorted.section === 'undone' ? `: ${escaped(change.because, 200)}` : '';
  return `${renderTitle(sorted)}${sources.length > 0 ? ` (${sources.join(', ')})` : ''}${why}`;
}

/** A title without its type, which the heading says; with its scope. */
export function renderTitle({ headline, change }: SortedChange): string {
  const isPlain = headline.type === undefined || headline.type === 'revert';
  const text = isPlain ? headline.subject : headline.description;
  const scope = !isPlain && headline.scope !== undefined ? `**${escaped(headline.scope, 80)}:** ` : '';
  return `${scope}${escaped(text, 300) || escaped(change.because, 100)}`;
}

/** Where a change came from; empty for one that was imported. */
export function placeOf(
  { pullRequest, commit }: LedgerChange,
  { pullRequestUrl }: Pick<ReleaseFacts, 'pullRequestUrl'>,
): string {
  if (pullRequest !== null) return linkTo(`pull request ${pullRequest}`, pullRequestUrl?.(pullRequest));
  return commit === null ? '' : `\`${commit.slice(0, 8)}\``;
}

const ticketLink = ({ key, url }: LedgerTicket): string => linkTo(key, url);

function renderTickets(sorted: readonly SortedChange[], release: ReleaseFacts): string {
  const counting = sorted.filter(({ section }) => section !== 'undone').map(({ change }) => change);
  const { tickets, without } = groupByTicket(counting);
  if (tickets.length === 0) return '';
  const rest = without.length === 0 ? [] : [`- Without a ticket: ${count(without.length, 'change')}`];
  return ['### Tickets', '', ...tickets.map((one) => `- ${renderTicket(one, release)}`), ...rest].join('\n');
}

function renderTicket({ ticket, changes }: TicketWithChanges, release: ReleaseFacts): string {
  const places = changes.map((change) => placeOf(change, release)).filter((place) => place !== '');
  const more = places.length > 10 ? ` and ${places.length - 10} more` : '';
  const type = ticket.type === null ? '' : ` (${escaped(ticket.type, 60)})`;
  const shown = places.length === 0 ? '' : `: ${places.slice(0, 10).join(', ')}${more}`;
  return `${ticketLink(ticket)}${ticket.title === null ? '' : ` ${escaped(ticket.title, 300)}`}${type}${shown}`;
}
