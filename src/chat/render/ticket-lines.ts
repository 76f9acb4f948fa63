import type { ChangeFacts, TicketFacts } from './facts.ts';
import { escapeLine, link } from './mrkdwn.ts';

/** Of text as sent: 500 tickets with the longest of all must fit into one thread. */
const LONGEST_TITLE = 120;
const LONGEST_ADDRESS = 300;

/** `• ABC-12 Title – In Review`, with the key as a link. */
export function ticketLine({ key, title, url, status }: TicketFacts): string {
  const named = [link(url, key, 60, LONGEST_ADDRESS), escapeLine(title ?? '', LONGEST_TITLE)];
  const shown = escapeLine(status ?? '', 40);
  return `• ${named.filter((part) => part !== '').join(' ')}${shown === '' ? '' : ` – _${shown}_`}`;
}

/** `• Title (!77)` */
export function changeLine({ title, name, url }: ChangeFacts): string {
  const place = link(url, name ?? '', 60, LONGEST_ADDRESS);
  return `• ${escapeLine(title, LONGEST_TITLE) || 'Untitled'}${place === '' ? '' : ` (${place})`}`;
}

/** Each key once, as it is first named. */
export const distinctTickets = (tickets: readonly TicketFacts[]): readonly TicketFacts[] => {
  const seen = new Set<string>();
  return tickets.filter(({ key }) => !seen.has(key) && seen.add(key));
};

/** Their keys alone, for the small print; undefined when there are none. */
export function ticketKeys(tickets: readonly TicketFacts[] = []): string | undefined {
  const shown = tickets.slice(0, 5).map(({ key, url }) => link(url, key, 60, LONGEST_ADDRESS));
  const more = tickets.length > shown.length ? [`${tickets.length - shown.length} more`] : [];
  return shown.length === 0 ? undefined : [...shown, ...more].join(', ');
}
