import type { LedgerChange, LedgerTicket } from '../ledger/ledger-documents.ts';
import type { TicketFacts } from '../ports.ts';

/** The changes with their tickets as they are now; a ticket that says the same keeps the moment when it was read. */
export function refreshTickets(
  changes: readonly LedgerChange[],
  facts: ReadonlyMap<string, TicketFacts>,
  at: string,
): readonly LedgerChange[] {
  return changes.map((change) => ({
    ...change,
    tickets: change.tickets.map((ticket) => refreshTicket(ticket, facts.get(ticket.key), at)),
  }));
}

function refreshTicket(ticket: LedgerTicket, known: TicketFacts | undefined, at: string): LedgerTicket {
  if (known === undefined) return ticket;
  const { key, title, type, url, status } = known;
  const same =
    ticket.key === key &&
    ticket.title === title &&
    ticket.type === type &&
    ticket.url === url &&
    ticket.status === status;
  return same ? ticket : { key, title, type, url, status, statusAt: at };
}
