import type { SeverityCounts } from './finding.ts';
import type { Iteration, PullRequestStatus, StatusState } from './ports.ts';
import { STATUS_GENRE, STATUS_NAME } from './review-record.ts';
import type { Verdict } from './verdict.ts';
import { statusOf } from './verdict.ts';

interface StatusFacts {
  readonly counts: SeverityCounts;
  readonly blocking: number;
  readonly percent: number;
  /** Changed files, and how many of them were reviewed. */
  readonly files: number;
  readonly reviewed: number;
  /** Remarks that could not be tied to a line. */
  readonly unplaced: number;
}

interface Posted {
  readonly iteration: Iteration;
  readonly statuses: readonly PullRequestStatus[];
}

/**
 * The status to post, undefined when the newest of ours says the same already. It is bound to its iteration, so that
 * green does not survive a push.
 */
export function planStatus(
  { iteration, statuses }: Posted,
  verdict: Verdict,
  facts: StatusFacts,
): { readonly state: StatusState; readonly description: string } | undefined {
  const state = statusOf(verdict);
  const description = describe(verdict, facts);
  const newest = findNewestStatus(statuses, iteration.id);
  return newest?.state === state && newest.description === description ? undefined : { state, description };
}

/** The newest of ours on an iteration. */
export const findNewestStatus = (
  statuses: readonly PullRequestStatus[],
  iteration: number,
): PullRequestStatus | undefined =>
  statuses.findLast(
    (status) => status.genre === STATUS_GENRE && status.name === STATUS_NAME && status.iteration === iteration,
  );

function describe(verdict: Verdict, { counts, blocking, percent, files, reviewed, unplaced }: StatusFacts): string {
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const remarks = unplaced === 0 ? '' : `, ${unplaced} without a line`;
  const found = (total === 0 ? 'no findings' : total === 1 ? '1 finding' : `${total} findings`) + remarks;
  const all = `${files} changed file${files === 1 ? '' : 's'}`;
  switch (verdict) {
    case 'incomplete':
      return `Incomplete: ${percent} % of the changes reviewed, ${found}`;
    case 'requestChanges':
      return `${found}, ${blocking} blocking`;
    case 'approve':
      return reviewed === 0 && total === 0 ? `Nothing to review in ${all}` : `Reviewed ${reviewed} of ${all}: ${found}`;
  }
}
