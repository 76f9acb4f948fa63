import { considerAutoComplete } from '../completion/queue.ts';
import type { PolicyStatus } from '../documents.ts';
import type { Organisation } from '../store.ts';
import type { RepositoryPlace, World } from '../world.ts';
import { createPolicy } from './create-policy.ts';
import { BUILD, COMMENTS, MERGE_STRATEGY, MINIMUM_REVIEWERS, STATUS } from './policy-types.ts';

const TYPE_IDS = {
  minimumReviewers: MINIMUM_REVIEWERS,
  build: BUILD,
  status: STATUS,
  comments: COMMENTS,
  mergeStrategy: MERGE_STRATEGY,
} as const;

export interface SandboxPolicy {
  readonly type: keyof typeof TYPE_IDS;
  /** With or without refs/heads/; the default branch when left out. */
  readonly branch?: string;
  /** Exact when left out. */
  readonly matchKind?: 'exact' | 'prefix';
  /** As REST takes them, without the scope. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** True when left out. */
  readonly isBlocking?: boolean;
}

export interface PolicyBuildResult {
  readonly organisation: string;
  readonly pullRequestId: number;
  readonly policyId: number;
  readonly state: PolicyStatus;
}

/** Sets a policy on a branch and gives its id. */
export function setPolicy(world: World, place: RepositoryPlace, policy: SandboxPolicy, createdById: string): number {
  const { organisation, repository } = place;
  const branch = policy.branch ?? repository.defaultBranch;
  const refName = branch.startsWith('refs/') ? branch : `refs/heads/${branch}`;
  const scope = [{ repositoryId: repository.id, refName, matchKind: policy.matchKind ?? 'exact' }];
  const { id } = createPolicy(world, organisation, {
    projectId: repository.projectId,
    typeId: TYPE_IDS[policy.type],
    createdById,
    isBlocking: policy.isBlocking ?? true,
    isEnabled: true,
    settings: { ...policy.settings, scope },
  });
  return id;
}

export function removePolicy(world: World, organisation: Organisation, policyId: number): void {
  const { document } = organisation;
  document.policies = (document.policies ?? []).filter(({ id }) => id !== policyId);
  world.store.saveOrganisation(organisation);
  considerAutoComplete(world);
}

/** What the build of a build policy came to, for the newest source commit of a pull request. */
export function setBuildResult(
  world: World,
  organisation: Organisation,
  result: Omit<PolicyBuildResult, 'organisation'>,
) {
  const pullRequest = organisation.pullRequests.get(result.pullRequestId);
  const source = pullRequest?.iterations.at(-1)?.source;
  const known = organisation.document.policies?.some(({ id, typeId }) => id === result.policyId && typeId === BUILD);
  if (!pullRequest || source === undefined || !known)
    throw new Error(`The sandbox has no pull request ${result.pullRequestId} or no build policy ${result.policyId}.`);
  pullRequest.policyBuilds = { ...pullRequest.policyBuilds, [result.policyId]: { state: result.state, source } };
  world.store.savePullRequest(organisation, pullRequest);
  considerAutoComplete(world);
}
