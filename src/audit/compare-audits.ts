import type { AuditCommit, AuditDocument, AuditTicket } from './audit-document.ts';

/** What of a ticket is compared. */
export const TICKET_FIELDS = ['status', 'assignee', 'fixVersions', 'class', 'reason'] as const;
export type TicketField = (typeof TICKET_FIELDS)[number];

export interface FieldChange {
  readonly field: TicketField;
  /** As people read it; empty for nothing. */
  readonly before: string;
  readonly after: string;
}

export interface ChangedTicket {
  readonly ticket: AuditTicket;
  readonly changes: readonly FieldChange[];
}

/** What an audit says that an earlier one does not. Rows are as the side has them that has them, the later one first. */
export interface AuditComparison {
  readonly ticketsAdded: readonly AuditTicket[];
  readonly ticketsRemoved: readonly AuditTicket[];
  readonly ticketsChanged: readonly ChangedTicket[];
  readonly commitsAdded: readonly AuditCommit[];
  readonly commitsRemoved: readonly AuditCommit[];
  /** In both, but of another class: what was resolved, or came undone. */
  readonly commitsChanged: readonly { readonly commit: AuditCommit; readonly before: AuditCommit['class'] }[];
  /** Commits without a ticket that the earlier one does not have as such. */
  readonly withoutTicketNew: readonly AuditCommit[];
  /** Commits that had no ticket and have one now, or are no longer in the range. */
  readonly withoutTicketResolved: readonly AuditCommit[];
  /** Commits that were taken back since. */
  readonly reverted: readonly AuditCommit[];
  /** Points of `coveragePercent`. */
  readonly coverageDelta: number;
}

/** Two audits by what stands in them: tickets by key, commits by their ids. */
export function compareAudits(before: AuditDocument, after: AuditDocument): AuditComparison {
  const [oldTickets, newTickets] = [byKey(before.tickets), byKey(after.tickets)];
  const [oldCommits, newCommits] = [byId(before.commits), byId(after.commits)];
  const stands = ({ class: name }: AuditCommit) => name === 'commitsWithoutTicket';
  return {
    ticketsAdded: after.tickets.filter(({ key }) => !oldTickets.has(key)),
    ticketsRemoved: before.tickets.filter(({ key }) => !newTickets.has(key)),
    ticketsChanged: after.tickets.flatMap((ticket) => {
      const old = oldTickets.get(ticket.key);
      const changes = old ? compareTickets(old, ticket) : [];
      return changes.length === 0 ? [] : [{ ticket, changes }];
    }),
    commitsAdded: after.commits.filter(({ id }) => !oldCommits.has(id)),
    commitsRemoved: before.commits.filter(({ id }) => !newCommits.has(id)),
    commitsChanged: after.commits.flatMap((commit) => {
      const old = oldCommits.get(commit.id);
      return old === undefined || old.class === commit.class ? [] : [{ commit, before: old.class }];
    }),
    withoutTicketNew: after.commits.filter((one) => stands(one) && !isAmong(one, oldCommits, stands)),
    withoutTicketResolved: before.commits.filter((one) => stands(one) && !isAmong(one, newCommits, stands)),
    reverted: after.commits.filter(
      (one) => one.revertedBy !== null && !isAmong(one, oldCommits, ({ revertedBy }) => revertedBy !== null),
    ),
    // Both have one decimal at most; their difference must not show what computers make of it.
    coverageDelta: Math.round((after.coveragePercent - before.coveragePercent) * 10) / 10,
  };
}

/** True when there is nothing to tell. */
export const isSameAudit = ({ coverageDelta, ...lists }: AuditComparison): boolean =>
  coverageDelta === 0 && Object.values(lists).every(({ length }) => length === 0);

const byKey = (tickets: readonly AuditTicket[]): ReadonlyMap<string, AuditTicket> =>
  new Map(tickets.map((ticket) => [ticket.key, ticket]));
const byId = (commits: readonly AuditCommit[]): ReadonlyMap<string, AuditCommit> =>
  new Map(commits.map((commit) => [commit.id, commit]));

function isAmong(
  { id }: AuditCommit,
  commits: ReadonlyMap<string, AuditCommit>,
  fits: (commit: AuditCommit) => boolean,
): boolean {
  const other = commits.get(id);
  return other !== undefined && fits(other);
}

const compareTickets = (before: AuditTicket, after: AuditTicket): readonly FieldChange[] =>
  TICKET_FIELDS.map((field) => ({ field, before: textOf(before[field]), after: textOf(after[field]) })).filter(
    (change) => change.before !== change.after,
  );

/** The order of versions says nothing. */
const textOf = (value: string | readonly string[] | null | undefined): string =>
  typeof value === 'string' ? value : [...(value ?? [])].sort().join(', ');
