import { createHash } from 'node:crypto';
import type { PolicyDocument } from '../documents.ts';
import { isExpired, type PolicyEvaluation } from '../policies/evaluate.ts';
import { BUILD, POLICY_TYPES } from '../policies/policy-types.ts';
import type { PullRequestPlace } from '../rest/call.ts';
import type { Organisation } from '../store.ts';
import type { World } from '../world.ts';
import { presentIdentityOf } from './identity.ts';
import { organisationUrl } from './repository.ts';

const policyUrl = (world: World, organisation: Organisation, projectId: string) =>
  `${organisationUrl(world, organisation)}/${projectId}/_apis/policy`;

/** PolicyType. */
export function presentPolicyType(world: World, organisation: Organisation, { projectId, typeId }: PolicyTypeName) {
  const url = `${policyUrl(world, organisation, projectId)}/types/${typeId}`;
  const { displayName = '', description = '' } = POLICY_TYPES.get(typeId) ?? {};
  return { description, _links: { self: { href: url } }, id: typeId, url, displayName };
}

type PolicyTypeName = Pick<PolicyDocument, 'projectId' | 'typeId'>;

/** PolicyConfiguration. */
export function presentPolicy(world: World, organisation: Organisation, policy: PolicyDocument) {
  const url = `${policyUrl(world, organisation, policy.projectId)}/configurations/${policy.id}`;
  const { id, url: typeUrl, displayName } = presentPolicyType(world, organisation, policy);
  return {
    createdBy: presentIdentityOf(world, organisation, policy.createdById),
    createdDate: policy.createdDate,
    isEnabled: policy.isEnabled,
    isBlocking: policy.isBlocking,
    isDeleted: false,
    isEnterpriseManaged: false,
    settings: policy.settings,
    _links: { self: { href: url }, policyType: { href: typeUrl } },
    revision: policy.revision,
    id: policy.id,
    url,
    type: { id, url: typeUrl, displayName },
  };
}

export const codeReviewId = ({ repository, pullRequest }: PullRequestPlace) =>
  `vstfs:///CodeReview/CodeReviewId/${repository.projectId}/${pullRequest.id}`;

/** The id of how a policy stands for a pull request. */
export const evaluationIdOf = (place: PullRequestPlace, { id }: PolicyDocument) =>
  guidOf(`${codeReviewId(place)}/${id}`);

/** PolicyEvaluationRecord; the same policy of the same pull request always has the same id. */
export function presentEvaluation(world: World, place: PullRequestPlace, { policy, status }: PolicyEvaluation) {
  const { organisation, pullRequest } = place;
  const artifactId = codeReviewId(place);
  const url = policyUrl(world, organisation, policy.projectId);
  const evaluationId = evaluationIdOf(place, policy);
  const began = [pullRequest.creationDate, policy.createdDate].sort().at(-1) ?? policy.createdDate;
  return {
    _links: { self: { href: `${url}/evaluations/${evaluationId}` } },
    configuration: presentPolicy(world, organisation, policy),
    artifactId,
    evaluationId,
    startedDate: began,
    ...(status === 'queued' || status === 'running' ? {} : { completedDate: began }),
    status,
    ...(policy.typeId === BUILD ? { context: buildContext(policy, place, world.clock.now()) } : {}),
  };
}

function buildContext(policy: PolicyDocument, { pullRequest }: PullRequestPlace, now: Date) {
  const build = pullRequest.policyBuilds?.[policy.id];
  return {
    buildDefinitionId: policy.settings['buildDefinitionId'],
    ...(build?.buildId === undefined ? {} : { buildId: build.buildId }),
    buildIsNotCurrent: build !== undefined && build.source !== pullRequest.iterations.at(-1)?.source,
    isExpired: isExpired(policy, pullRequest, now),
  };
}

function guidOf(text: string): string {
  const hex = createHash('sha1').update(text).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), `5${hex.slice(13, 16)}`, `a${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    '-',
  );
}
