import type { LedgerChange, LedgerTicket } from '../../../src/release/ledger/ledger-documents.ts';
import type { ReleaseFacts } from '../../../src/release/notes/release-facts.ts';

export const ticketOf = (ticket: Partial<LedgerTicket> & { readonly key: string }): LedgerTicket => ({
  title: `Title of ${ticket.key}`,
  type: 'Story',
  url: `https://jira.example/browse/${ticket.key}`,
  status: 'Done',
  statusAt: '2026-03-01T00:00:00.000Z',
  ...ticket,
});

export const ledgerChangeOf = (change: Partial<LedgerChange> & { readonly title: string }): LedgerChange => ({
  commit: 'a'.repeat(40),
  pullRequest: 7,
  author: 'Ann',
  mergedAt: '2026-03-01T00:00:00.000Z',
  tickets: [],
  bump: 'patch',
  because: 'patch: fix',
  ...change,
});

export const releaseOf = (changes: readonly LedgerChange[], more: Partial<ReleaseFacts> = {}): ReleaseFacts => ({
  component: 'api',
  version: '1.4.0',
  previousVersion: '1.3.0',
  date: '2026-03-02',
  changes,
  ...more,
});
