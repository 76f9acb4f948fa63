import type { Approval, ApprovalStep } from '../../host/approvals.ts';
import { hasEnded, isSamePerson, missingOf } from './judge-decision.ts';
import type { ApprovalRow } from './plan-approvals.ts';

/** Why the signed-in user may not decide; undefined for who may. */
export function whyNot(approval: Approval, userId: string): string | undefined {
  const { mayDecide, blocked, steps, inOrder } = approval;
  if (hasEnded(approval)) return 'It has ended.';
  if (mayDecide) return undefined;
  const own = steps.find(({ by, status }) => isSamePerson(by?.id, userId) && status !== 'waiting');
  if (own?.status === 'approved')
    return `You have approved it; ${missingOf(approval)} more ${missingOf(approval) === 1 ? 'is' : 'are'} needed.`;
  if (blocked.some((id) => isSamePerson(id, userId)))
    return 'You asked for this run, and whoever asks may not approve it.';
  const first = steps.find(({ status }) => status === 'waiting');
  const isAsked = steps.some(({ approver, status }) => status === 'waiting' && isSamePerson(approver.id, userId));
  if (isAsked && inOrder && first) return `It is decided in order: ${nameOf(first)} is asked first.`;
  if (isAsked) return 'Azure DevOps gives you no permission to decide it.';
  return 'No permission: neither you nor a group of yours is asked.';
}

/** How many have to approve, such as "2 of 3 must approve, in order". */
export function describeNeeded({ needed, steps, inOrder }: Approval): string {
  const order = inOrder && steps.length > 1 ? ', in order' : '';
  if (steps.length <= 1) return 'One approver';
  return needed >= steps.length
    ? `All ${steps.length} must approve${order}`
    : `${needed} of ${steps.length} must approve${order}`;
}

export interface StepWords {
  readonly name: string;
  readonly isGroup: boolean;
  readonly state: string;
  /** Who of a group decided. */
  readonly by: string | undefined;
  readonly at: string | undefined;
  readonly until: string | undefined;
  readonly comment: string;
}

/** What one of the approvers has said. */
export function describeStep(step: ApprovalStep): StepWords {
  const { approver, by, status, comment, at, until } = step;
  const isDecided = status === 'approved' || status === 'rejected' || status === 'deferred';
  return {
    name: nameOf(step),
    isGroup: approver.isGroup,
    state: STATES[status],
    by: isDecided && by && by.id !== approver.id ? by.name : undefined,
    at: isDecided && at !== '' ? at : undefined,
    until: status === 'deferred' && until !== '' ? until : undefined,
    comment,
  };
}

const STATES: Readonly<Record<ApprovalStep['status'], string>> = {
  waiting: 'asked',
  approved: 'approved',
  rejected: 'rejected',
  deferred: 'approved for later',
  over: 'not needed',
};

const nameOf = ({ approver }: ApprovalStep): string => approver.name || 'somebody without a name';

/** Names an approval among others for who cannot see it, such as "Production of release 20261128.3". */
export function labelOf({ approval, run, place }: Pick<ApprovalRow, 'approval' | 'run' | 'place'>): string {
  const { run: named } = approval;
  const text = [place?.stage ?? 'a stage', 'of', pipelineOf({ approval, run }), named?.name ?? ''].join(' ');
  return text.trim().slice(0, LONGEST_LABEL);
}

export const pipelineOf = ({ approval, run }: Pick<ApprovalRow, 'approval' | 'run'>): string =>
  [run?.pipeline.name, approval.pipeline].find((name) => name !== undefined && name !== '') ?? 'a pipeline';

const LONGEST_LABEL = 200;
