import type { ApprovalScript, DecisionDocument } from './documents.ts';

/** `deferred`: enough have approved, some of them for later. */
type ApprovalStatus = 'pending' | 'deferred' | 'approved' | 'rejected' | 'canceled' | 'timedOut';

/** What decides an approval: a step's rejection, or its approval from now or from later on. */
export type ApprovalDecision = Omit<DecisionDocument, 'stage'>;

export interface ApprovalProgress {
  readonly status: ApprovalStatus;
  /** Milliseconds since 1970. */
  readonly start: number;
  /** Infinite while it is pending. */
  readonly end: number;
}

export const isOpen = ({ status }: ApprovalProgress) => status === 'pending' || status === 'deferred';

const MINUTE = 60_000;
const LONGEST = 30 * 24 * 60;

export const requiredApprovers = ({ minRequiredApprovers, approverIds }: ApprovalScript) =>
  Math.min(minRequiredApprovers ?? approverIds.length, approverIds.length);

/** How an approval that began at `start` stands at `now`: the first rejection, or enough approvals, ends it. */
export function decideApproval(
  script: ApprovalScript,
  decisions: readonly ApprovalDecision[],
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
  if (first.end > now) {
    const status = decided?.status === 'approved' ? 'deferred' : 'pending';
    return { status, start, end: Number.POSITIVE_INFINITY };
  }
  return { status: first.status, start, end: Math.max(first.end, start) };
}

const effectiveAt = ({ at, deferredTo }: ApprovalDecision) => Date.parse(deferredTo ?? at);

function decisionOf(script: ApprovalScript, decisions: readonly ApprovalDecision[]) {
  const rejection = decisions.find(({ status }) => status === 'rejected');
  if (rejection) return { status: 'rejected' as const, end: Date.parse(rejection.at) };
  const times = decisions.map(effectiveAt).sort((one, other) => one - other);
  const end = times[requiredApprovers(script) - 1];
  return end === undefined ? undefined : { status: 'approved' as const, end };
}
