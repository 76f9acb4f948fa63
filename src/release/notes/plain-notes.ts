import { byteLength, fitLines, lineOf } from './cut-text.ts';
import type { ReleaseFacts } from './release-facts.ts';
import { count } from './release-facts.ts';
import type { SortedChange } from './sort-changes.ts';
import { groupByTicket, sortChanges } from './sort-changes.ts';

/** What the description of a version in Jira holds, in bytes of UTF-8. */
const LIMIT = 16_384;
const MORE = 40;

/** Plain text for the description of a version in Jira: tickets, then changes without one. */
export function renderPlainNotes({ component, version, previousVersion, date, changes }: ReleaseFacts): string {
  const sorted = sortChanges(changes).filter(({ section }) => section !== 'undone');
  const { tickets } = groupByTicket(sorted.map(({ change }) => change));
  const since = previousVersion === null ? '' : `, since ${plain(previousVersion, 80)}`;
  const lines = [
    `${plain(component, 120)} ${plain(version, 120)} (${plain(date, 20)}): ${count(sorted.length, 'change')}${since}`,
    ...tickets.map(({ ticket: { key, title, type } }) =>
      [`- ${plain(key, 60)}`, plain(title ?? '', 300), type === null ? '' : `(${plain(type, 60)})`]
        .filter((part) => part !== '')
        .join(' '),
    ),
    ...sorted.filter(({ change }) => change.tickets.length === 0).map((one) => `- ${titleOf(one)}`),
  ];
  const { kept, left } = fitLines(lines, LIMIT - MORE, byteLength);
  return [...kept, ...(left.length === 0 ? [] : [`and ${count(left.length, 'more line')}`])].join('\n');
}

function titleOf({ change, headline }: SortedChange): string {
  const place = change.pullRequest === null ? change.commit?.slice(0, 8) : `pull request ${change.pullRequest}`;
  return `${plain(headline.subject, 300)}${place === undefined ? '' : ` (${place})`}`;
}

/** Without what trackers and chats take for a mention. */
const plain = (text: string, limit: number): string =>
  lineOf(text, limit)
    .replace(/\[~/g, '[ ~')
    .replace(/(^|[^\p{L}\p{N}])@(?=[\p{L}\p{N}_])/gu, '$1@ ');
