import { fitLines } from './cut-text.ts';
import { escaped, linkTo } from './link.ts';
import { placeOf, renderTitle } from './markdown-notes.ts';
import type { ReleaseFacts } from './release-facts.ts';
import { count } from './release-facts.ts';
import { groupByTicket, sortChanges } from './sort-changes.ts';

/** A message in a chat holds about 3,000 characters in one part, and its escaping adds some. */
const LIMIT = 2_500;
const MORE = 30;

/** The tickets, then the changes without one, a line each, as far as they fit. Markdown. */
export function renderShortNotes(release: ReleaseFacts): string {
  const sorted = sortChanges(release.changes).filter(({ section }) => section !== 'undone');
  const { tickets } = groupByTicket(sorted.map(({ change }) => change));
  const lines = [
    ...tickets.map(({ ticket }) => `- ${linkTo(ticket.key, ticket.url)} ${escaped(ticket.title ?? '', 120)}`.trimEnd()),
    ...sorted
      .filter(({ change }) => change.tickets.length === 0)
      .map((one) => {
        const place = placeOf(one.change, release);
        return `- ${renderTitle(one)}${place === '' ? '' : ` (${place})`}`;
      }),
  ];
  const was = release.previousVersion === null ? '' : ` (was ${escaped(release.previousVersion, 80)})`;
  const counts = [count(sorted.length, 'change'), count(tickets.length, 'ticket')].join(', ');
  const head = `**${escaped(release.component, 80)} ${escaped(release.version, 80)}**${was}: ${counts}`;
  const { kept, left } = fitLines([head, ...lines], LIMIT - MORE, ({ length }) => length);
  return [...kept, ...(left.length === 0 ? [] : [`and ${left.length} more`])].join('\n');
}
