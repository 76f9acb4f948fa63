import { COMMIT_CLASSES, type CommitClass, TICKET_CLASSES, type TicketClass } from './audit-classes.ts';
import type { AuditHead, Classes } from './audit-document.ts';

/** How many rows of each class, and in all. */
export const countClasses = (
  tickets: readonly { readonly class: TicketClass }[],
  commits: readonly { readonly class: CommitClass }[],
): Classes => ({ tickets: count(TICKET_CLASSES, tickets), commits: count(COMMIT_CLASSES, commits) });

function count<Name extends string>(names: readonly Name[], rows: readonly { readonly class: Name }[]) {
  const counts = Object.fromEntries(names.map((name) => [name, 0])) as Record<Name, number>;
  for (const row of rows) counts[row.class]++;
  return { total: rows.length, ...counts };
}

/** The figures that are outputs of ReleaseAudit, from the counts of its classes. */
export function figuresOf({
  tickets,
  commits,
}: Classes): Pick<AuditHead, 'storiesTotal' | 'storiesWithoutCommits' | 'commitsWithoutTicket' | 'coveragePercent'> {
  const without = tickets.planned + tickets.doneNotShipped;
  // Whole numbers before the division: 57 of 100 is 57, not a little less.
  const perMille = tickets.total === 0 ? 1000 : ((tickets.total - without) * 1000) / tickets.total;
  return {
    storiesTotal: tickets.total,
    storiesWithoutCommits: without,
    commitsWithoutTicket: commits.commitsWithoutTicket,
    // Rounded down: 100 is said only of what is whole.
    coveragePercent: Math.floor(perMille) / 10,
  };
}
