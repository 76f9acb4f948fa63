import { decideApproval, type ApprovalProgress } from '../pipelines/decide-approval.ts';
import type { ApprovalScript } from '../pipelines/documents.ts';
import type { ApprovalSettings, CheckRun } from './documents.ts';

const MINUTE = 60_000;

/** An approval check as approvals of scripted runs have it. */
export const scriptOf = (settings: ApprovalSettings, { environment, timeout }: ScriptFacts): ApprovalScript => ({
  environment,
  approverIds: settings.approverIds,
  minRequiredApprovers: settings.minRequiredApprovers,
  executionOrder: settings.executionOrder,
  requesterCannotBeApprover: settings.requesterCannotBeApprover,
  instructions: settings.instructions,
  timeoutMinutes: timeout,
});

interface ScriptFacts {
  readonly environment: string;
  readonly timeout: number;
}

/** How an approval that has begun stands at `now`; undefined before it begins. */
export function approvalProgress(check: CheckRun, now: Date): ApprovalProgress | undefined {
  const { settings, startedAt, status, endedAt } = check;
  if (settings.kind !== 'approval' || startedAt === undefined) return undefined;
  return decideApproval(scriptOf(settings, { environment: '', timeout: check.timeout }), check.decisions, {
    start: Date.parse(startedAt),
    now: now.getTime(),
    cancelledAt: status === 'canceled' && endedAt !== undefined ? Date.parse(endedAt) : Number.POSITIVE_INFINITY,
  });
}

/** The check as it stands at `now`, from its decisions, its evaluations and its timeout. */
export function settleCheck(check: CheckRun, now: Date): CheckRun {
  if (check.status !== 'running' || check.startedAt === undefined) return check;
  const { settings } = check;
  if (settings.kind === 'approval') return settleApproval(check, now);
  if (settings.kind === 'rest') {
    const last = check.evaluations.at(-1);
    if (last?.passed) return { ...check, status: 'approved', endedAt: last.at, message: last.message };
    if (last && settings.retryInterval === 0)
      return { ...check, status: 'rejected', endedAt: last.at, message: last.message };
  }
  const deadline = new Date(Date.parse(check.startedAt) + check.timeout * MINUTE);
  if (deadline > now) return check;
  const reason = check.evaluations.at(-1)?.message;
  const message = `The check timed out after ${check.timeout} minutes.${reason === undefined ? '' : ` ${reason}`}`;
  return { ...check, status: 'timedOut', endedAt: deadline.toISOString(), message };
}

function settleApproval(check: CheckRun, now: Date): CheckRun {
  const progress = approvalProgress(check, now);
  if (!progress || progress.status === 'pending' || progress.status === 'deferred') return check;
  const endedAt = new Date(progress.end).toISOString();
  return { ...check, status: progress.status, endedAt };
}

/** Whether a REST check is to be asked at `now`. */
export function isDue({ settings, status, evaluations, startedAt, timeout }: CheckRun, now: Date): boolean {
  if (settings.kind !== 'rest' || status !== 'running' || startedAt === undefined) return false;
  if (now.getTime() >= Date.parse(startedAt) + timeout * MINUTE) return false;
  const last = evaluations.at(-1);
  return last === undefined || now.getTime() >= Date.parse(last.at) + settings.retryInterval * MINUTE;
}
