import type { Finding } from '../finding.ts';
import { type ApprovalCheck, isApproval, minimumOf } from './approval-check.ts';
import { type Faults, type Subject, type Verdict, findingOf, unseenFinding } from './subject.ts';
import type { Attempt } from '../attempt.ts';
import type { Check, Identity } from './ports.ts';

/** Whether an environment asks somebody, and whom. */
export function judgeApproval(subject: Subject, checks: readonly Check[], wanted: readonly Identity[]): Finding {
  const approvals = checks.filter(isApproval);
  const enabled = approvals.filter(({ isEnabled }) => isEnabled);
  const what = { kind: 'approval', title: `Approval on ${subject.name}` } as const;
  const [first] = enabled;
  if (first === undefined) return findingOf(subject, what, missing(approvals.length > 0));
  const faults: Faults = enabled.flatMap(({ settings }) => peopleFaults(settings, wanted));
  const doubles = enabled.length === 1 ? [] : [`It has ${enabled.length} approvals: each of them asks.`];
  return findingOf(subject, what, {
    faults: [...faults, ...doubles],
    status: 'warning',
    seen: enabled.map(describe).join(' '),
    action: 'open the approval and change it, or change "approvers" of this task: nothing that somebody set is changed',
  });
}

const missing = (isDisabled: boolean): Verdict => ({
  faults: [isDisabled ? 'Its approval is disabled: it is no gate.' : 'It has none: it is no gate.'],
  status: 'problem',
  seen: '',
  action: isDisabled
    ? 'open the menu of the approval and choose Enable'
    : 'add "Approvals" with who may approve, or run this task with setUpEnvironments and approvers',
});

function peopleFaults({ approvers }: ApprovalCheck['settings'], wanted: readonly Identity[]): Faults {
  if (wanted.length === 0) return [];
  const lacking = wanted.filter(({ id }) => !approvers.some((one) => same(one.id, id)));
  const others = approvers.filter(({ id }) => !wanted.some((one) => same(one.id, id)));
  return [
    ...(lacking.length > 0 ? [`It does not ask ${names(lacking)}.`] : []),
    ...(others.length > 0 ? [`It also asks ${names(others)}.`] : []),
  ];
}

const same = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

const names = (identities: readonly { readonly name: string }[]): string =>
  identities.map(({ name }) => name).join(', ');

const describe = ({ settings, timeout }: ApprovalCheck): string =>
  `${minimumOf(settings)} of ${names(settings.approvers)} must approve within ${timeout} minutes.`;

/** Whether who starts a run, or the pipelines' own identity, could approve it. */
export function judgeSeparation(
  subject: Subject,
  checks: readonly Check[],
  facts: { readonly self: Attempt<Pick<Identity, 'id'>>; readonly requestedById: string | undefined },
): Finding | undefined {
  const approvals = checks.filter(isApproval).filter(({ isEnabled }) => isEnabled);
  if (approvals.length === 0) return undefined;
  const what = { kind: 'separation', title: `Who starts a run does not approve it on ${subject.name}` } as const;
  const { self, requestedById } = facts;
  const isAsked = (id: string) => approvals.some(({ settings }) => settings.approvers.some((one) => same(one.id, id)));
  if ('value' in self && isAsked(self.value.id))
    return findingOf(subject, what, {
      faults: ['The identity of the pipelines, which queues runs, is one of the approvers.'],
      status: 'problem',
      seen: '',
      action: 'take it out; "approvalToken" of SlackNotify is the token of another identity, made for approving alone',
    });
  const faults = [
    ...(approvals.every(({ settings }) => settings.barsRequester) ? [] : ['Who starts a run may approve it.']),
    ...approvals.flatMap(({ settings }) => stuckFault(settings, requestedById)),
  ];
  if (faults.length === 0 && 'error' in self) return unseenFinding(subject, what, self);
  return findingOf(subject, what, {
    faults,
    status: 'warning',
    seen: 'Who starts a run is barred from approving it.',
    action:
      'open the approval > Control options: clear "Allow approvers to approve their own runs" and name enough approvers',
  });
}

/** Nobody is left to approve what one of the approvers starts, if all of them are needed. */
function stuckFault(settings: ApprovalCheck['settings'], requestedById: string | undefined): Faults {
  const { approvers, barsRequester } = settings;
  if (!barsRequester || minimumOf(settings) < approvers.length || requestedById === undefined) return [];
  const isOne = approvers.find(({ id }) => same(id, requestedById));
  return isOne === undefined ? [] : [`What ${isOne.name} starts nobody can approve: all approvers are needed.`];
}
