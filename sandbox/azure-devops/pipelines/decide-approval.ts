import type { ApprovalScript, DecisionDocument } from './documents.ts';

export type ApprovalStatus = 'pending' | 'approved' | 'rejected' | 'canceled' | 'timedOut';

export interface ApprovalProgress {
  readonly status: ApprovalStatus;
  /** Milliseconds since 1970. */
  readonly start: number;
  /** Infinite while it is pending. */
  readonly end: number;
}

const MINUTE = 60_000;
const LONGEST = 30 * 24 * 60;

export const requiredApprovers = ({ minRequiredApprovers, approverIds }: ApprovalScript) =>
  Math.min(minRequiredApprovers ?? approverIds.length, approverIds.length);

/** How an approval that began at `start` stands at `now`: the first rejection, or enough approvals, ends it. */
export function decideApproval(
  script: ApprovalScript,
  decisions: readonly DecisionDocument[],
  { start, now, cancelledAt }: { readonly start: number; readonly now: number; readonly cancelledAt: number },
): ApprovalProgress {
  const timeout = start + (script.timeoutMinutes ?? LONGEST) * MINUTE;
  const decided = decisionOf(script, decisions);
  const ends: readonly { readonly status: ApprovalStatus; readonly end: number }[] = [
    ...(decided ? [decided] : []),
    { status: 'canceled', end: cancelledAt },
    { status: 'timedOut', end: timeout },
  ];
  const first = ends.reduce((one, other) => (other.end < one.end ? other : one));
  if (first.end > now) return { status: 'pending', start, end: Number.POSITIVE_INFINITY };
  return { status: first.status, start, end: Math.max(first.end, start) };
}

function decisionOf(script: ApprovalScript, decisions: readonly DecisionDocument[]) {
  const rejection = decisions.find(({ status }) => status === 'rejected');
  if (rejection) return { status: 'rejected' as const, end: Date.parse(rejection.at) };
  const last = decisions.filter(({ status }) => status === 'approved')[requiredApprovers(script) - 1];
  return last && { status: 'approved' as const, end: Date.parse(last.at) };
}
