import type { LedgerChange } from '../ledger/ledger-documents.ts';

/** The keys of all tickets, each once, in the order in which they first appear. */
export const ticketKeys = (changes: readonly LedgerChange[]): readonly string[] => [
  ...new Set(changes.flatMap(({ tickets }) => tickets.map(({ key }) => key))),
];
