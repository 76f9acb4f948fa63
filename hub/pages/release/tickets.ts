import type { LedgerChange, LedgerTicket } from '../../../src/release/ledger/ledger-documents.ts';

export interface TicketRow {
  readonly ticket: LedgerTicket;
  /** How many changes name it. */
  readonly changes: number;
}

/** Each ticket once, as it was read last, in the order in which they first appear. */
export function listTickets(changes: readonly LedgerChange[]): readonly TicketRow[] {
  const rows = new Map<string, TicketRow>();
  for (const ticket of changes.flatMap(({ tickets }) => tickets)) {
    const before = rows.get(ticket.key);
    const isNewer = before === undefined || (ticket.statusAt ?? '') > (before.ticket.statusAt ?? '');
    rows.set(ticket.key, {
      ticket: isNewer ? ticket : before.ticket,
      changes: (before?.changes ?? 0) + 1,
    });
  }
  return [...rows.values()];
}
