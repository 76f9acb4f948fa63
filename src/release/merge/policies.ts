import type { PolicyDemand, PolicyEvaluation, PolicyStatus, Strategy } from './ports.ts';

/** True when the policy asks for nothing any more. */
export const isMet = ({ status }: PolicyEvaluation): boolean => status === 'approved' || status === 'notApplicable';

/** The required policies that keep the pull request from being completed. A strategy policy is judged by the strategy. */
export const findUnmet = (policies: readonly PolicyEvaluation[]): readonly PolicyEvaluation[] =>
  policies.filter((policy) => policy.isBlocking && policy.demand.kind !== 'strategy' && !isMet(policy));

/** The required policies that do not allow the strategy. */
export const findAgainst = (policies: readonly PolicyEvaluation[], strategy: Strategy): readonly PolicyEvaluation[] =>
  policies.filter(
    ({ isBlocking, demand }) => isBlocking && demand.kind === 'strategy' && !demand.allowed.includes(strategy),
  );

/** The run that this is, as far as policies can wait for it. */
export interface OwnRun {
  readonly id: number | undefined;
  /** Of its pipeline. */
  readonly definitionId: number | undefined;
}

/** A validation run that was queued and has not ended; not the run that this is, which would wait for itself. */
export const isUnderWay = ({ demand, status }: PolicyEvaluation, own: OwnRun): boolean =>
  demand.kind === 'build' &&
  demand.buildId !== undefined &&
  demand.buildId !== own.id &&
  (status === 'running' || status === 'queued');

/** One policy and what it waits for, as half a sentence. */
export function describePolicy({ demand, status }: PolicyEvaluation, own: OwnRun): string {
  switch (demand.kind) {
    case 'build':
      return describeBuild(demand, status, own);
    case 'status':
      return `status ${statusName(demand)}: ${status === 'rejected' ? 'it did not succeed' : 'it was not posted for the newest commit'}`;
    case 'reviewers':
      return `reviewers: ${describeReviewers(demand.approvals, status)}`;
    case 'requiredReviewers':
      return 'required reviewers: they have not all approved';
    case 'comments':
      return 'comments: not all are resolved';
    case 'workItems':
      return 'work items: none is linked';
    case 'strategy':
      return `merge strategy: allowed is ${demand.allowed.join(', ') || 'none that this task knows'}`;
    case 'other':
      return `${demand.name}: ${status}`;
  }
}

const describeReviewers = (approvals: number, status: PolicyStatus): string => {
  if (status === 'rejected') return 'somebody votes against it';
  return approvals === 1 ? 'one approval is needed' : `${approvals} approvals are needed`;
};

const statusName = ({ genre, name }: { readonly genre: string; readonly name: string }): string =>
  genre === '' ? name : `${genre}/${name}`;

function describeBuild(
  { name, buildId }: Extract<PolicyDemand, { kind: 'build' }>,
  status: PolicyStatus,
  own: OwnRun,
): string {
  if (buildId !== undefined && buildId === own.id)
    return `build "${name}": it is this very run; use "when: policiesPass" here`;
  const run = buildId === undefined ? '' : ` (run ${buildId})`;
  switch (status) {
    case 'rejected':
      return `build "${name}": it failed${run}`;
    case 'running':
      return `build "${name}": it has not ended${run}`;
    case 'broken':
      return `build "${name}": it could not be started`;
    case 'queued':
    case 'approved':
    case 'notApplicable':
      return `build "${name}": it was not run for the newest commit`;
  }
}
