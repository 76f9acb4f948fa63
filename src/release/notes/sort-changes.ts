import type { LedgerChange, LedgerTicket } from '../ledger/ledger-documents.ts';
import { isUndone } from '../versions/decide-bumps.ts';
import type { Headline } from '../versions/parse-message.ts';
import { parseMessage } from '../versions/parse-message.ts';
import { isFaultType, isFeatureType } from '../versions/ticket-bump.ts';

/** `undone`: taken back in the same release, and what took it back. */
export type Section = 'breaking' | 'features' | 'fixes' | 'other' | 'undone';
export const SECTIONS = ['breaking', 'features', 'fixes', 'other', 'undone'] as const;

export interface SortedChange {
  readonly change: LedgerChange;
  readonly headline: Headline;
  readonly section: Section;
}

/** Sorts changes by what they are to a reader: by the type of their title, else by that of their tickets. */
export const sortChanges = (changes: readonly LedgerChange[]): readonly SortedChange[] =>
  changes.map((change) => {
    const headline = parseMessage(change.title, '');
    return { change, headline, section: sectionOf(change, headline) };
  });

const BY_TYPE: ReadonlyMap<string, Section> = new Map([
  ['feat', 'features'],
  ['feature', 'features'],
  ['fix', 'fixes'],
  ['perf', 'fixes'],
  ['revert', 'fixes'],
  ['security', 'fixes'],
]);

function sectionOf({ because, bump, tickets }: LedgerChange, { breaking, type, reverts }: Headline): Section {
  if (isUndone(because)) return 'undone';
  if (bump === 'major' || breaking) return 'breaking';
  if (bump === 'minor') return 'features';
  if (type !== undefined) return BY_TYPE.get(type) ?? 'other';
  return reverts === undefined ? sectionOfTickets(tickets) : 'fixes';
}

function sectionOfTickets(tickets: readonly LedgerTicket[]): Section {
  const types = tickets.flatMap(({ type }) => type ?? []);
  if (types.some(isFeatureType)) return 'features';
  return types.some(isFaultType) ? 'fixes' : 'other';
}

export interface TicketWithChanges {
  readonly ticket: LedgerTicket;
  readonly changes: readonly LedgerChange[];
}

/** The tickets of changes, each once, in the order in which they come up, and the changes that have none. */
export function groupByTicket(changes: readonly LedgerChange[]): {
  readonly tickets: readonly TicketWithChanges[];
  readonly without: readonly LedgerChange[];
} {
  const groups = new Map<string, { ticket: LedgerTicket; changes: LedgerChange[] }>();
  for (const change of changes) {
    for (const ticket of change.tickets) {
      const group = groups.get(ticket.key) ?? { ticket, changes: [] };
      groups.set(ticket.key, group);
      if (!group.changes.includes(change)) group.changes.push(change);
      // The one read last knows most: an earlier one may have been read when the tracker did not answer.
      if (group.ticket.title === null) group.ticket = ticket;
    }
  }
  return { tickets: [...groups.values()], without: changes.filter(({ tickets }) => tickets.length === 0) };
}
