import type { Approval, ApprovalStatus, ApprovalStep, Decision } from '../../host/approvals.ts';
import { type HubProblem, isCertain } from '../../host/hub-problem.ts';

/** What Azure DevOps said to a decision; a problem may leave it open whether it was taken. */
export type Sent = { readonly kind: 'taken' } | { readonly kind: 'problem'; readonly problem: HubProblem };

/** What a decision came to. */
export type Outcome =
  /** It counts; `approval` is how it stands, where that could be read. */
  | { readonly kind: 'counted'; readonly approval: Approval | undefined }
  /** It was over, or somebody was quicker. */
  | { readonly kind: 'late'; readonly approval: Approval }
  /** It still waits and Azure DevOps does not take it from this user. */
  | { readonly kind: 'forbidden'; readonly detail: string }
  /** Nothing was decided by this user; `waits` where it was read to wait still. */
  | { readonly kind: 'notDone'; readonly problem: HubProblem; readonly waits: boolean }
  /** Neither the answer nor what became of it is known. */
  | { readonly kind: 'unknown'; readonly problem: HubProblem };

/** How the approval was read after the decision was sent. */
export type Reread = { readonly kind: 'read'; readonly approval: Approval | undefined } | { readonly kind: 'unread' };

interface Judged {
  readonly decision: Decision;
  readonly sent: Sent;
  readonly after: Reread;
  readonly userId: string;
}

/** What was said of a decision is not how it stands: the approval as read afterwards decides, where it was read. */
export function judgeDecision({ decision, sent, after, userId }: Judged): Outcome {
  const isTaken = sent.kind === 'taken';
  const approval = after.kind === 'read' ? after.approval : undefined;
  if (isTaken)
    return approval && isOfOthers(approval, userId) ? { kind: 'late', approval } : { kind: 'counted', approval };
  // What is gone does not tell either whether it was decided before.
  if (approval === undefined)
    return isCertain(sent.problem) ? refusalOf(sent.problem, false) : { kind: 'unknown', problem: sent.problem };
  const own = approval.steps.find(
    ({ status, by, approver }) => status === decision.status && isSamePerson((by ?? approver).id, userId),
  );
  // With another comment it is what the same person decided elsewhere, such as in Slack.
  if (own?.comment === decision.comment) return { kind: 'counted', approval };
  if (hasEnded(approval)) return { kind: 'late', approval };
  return own ? { kind: 'counted', approval } : refusalOf(sent.problem, true);
}

/** Whether it has ended by decisions of which each is known to be somebody else's. */
function isOfOthers(approval: Approval, userId: string): boolean {
  const decided = approval.steps.filter(({ status }) => status === 'approved' || status === 'rejected');
  return hasEnded(approval) && decided.length > 0 && decided.every(({ by }) => by && !isSamePerson(by.id, userId));
}

const refusalOf = (problem: HubProblem, waits: boolean): Outcome =>
  problem.problem.kind === 'forbidden'
    ? { kind: 'forbidden', detail: problem.problem.detail }
    : { kind: 'notDone', problem, waits };

/** How many more have to approve; none of what has ended. */
export function missingOf(approval: Approval): number {
  if (hasEnded(approval)) return 0;
  const approved = approval.steps.filter(({ status }) => status === 'approved' || status === 'deferred').length;
  return Math.max(0, approval.needed - approved);
}

export const hasEnded = ({ status }: Pick<Approval, 'status'>): boolean =>
  status !== 'pending' && status !== 'deferred';

export const isSamePerson = (one: string | undefined, other: string): boolean =>
  one !== undefined && one !== '' && one.toLowerCase() === other.toLowerCase();

/** How an approval ended, for people, such as "Ada approved it 10 seconds ago". `now` in milliseconds since 1970. */
export function describeEnd(approval: Approval, { userId, now }: { readonly userId: string; readonly now: number }) {
  const step = lastStep(approval);
  if (step === undefined) return `${ENDS[approval.status]} ${agoOf(approval.changedAt, now)}.`;
  const { by, approver, comment, status, at } = step;
  const who = by ?? approver;
  const name = isSamePerson(who.id, userId) ? 'You' : who.name || 'Somebody';
  const words = comment === '' ? '' : ` “${cut(comment)}”`;
  return `${name} ${status === 'rejected' ? 'rejected' : 'approved'} it ${agoOf(at, now)}.${words}`;
}

/** The decision that ended it. */
function lastStep({ status, steps }: Approval): ApprovalStep | undefined {
  if (status !== 'approved' && status !== 'rejected') return undefined;
  const own = steps.filter((step) => step.status === status);
  return own.toSorted((one, other) => (Date.parse(one.at) || 0) - (Date.parse(other.at) || 0)).at(-1);
}

const ENDS: Readonly<Record<ApprovalStatus, string>> = {
  pending: 'It began to wait',
  deferred: 'It was deferred',
  approved: 'It was approved',
  rejected: 'It was rejected',
  timedOut: 'It timed out',
  canceled: 'It was cancelled',
  skipped: 'It was skipped',
  failed: 'It failed',
};

const LONGEST = 300;
const cut = (text: string) => (text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text);

/** To the second while it is fresh: of two who decide at once, each sees how close it was. Clocks may differ. */
export function agoOf(at: string, now: number): string {
  const seconds = Math.round((now - Date.parse(at)) / 1000);
  if (Number.isNaN(seconds)) return 'before';
  if (seconds < 2) return 'just now';
  if (seconds < 120) return `${seconds} seconds ago`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 120) return `${minutes} minutes ago`;
  const hours = Math.round(minutes / 60);
  return hours < 48 ? `${hours} hours ago` : `${Math.round(hours / 24)} days ago`;
}
