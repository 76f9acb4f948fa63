import * as z from 'zod';
import { invalidArgument, pullRequestNotFound, RestError } from '../errors.ts';
import { createPolicy } from '../policies/create-policy.ts';
import { evaluatePolicies } from '../policies/evaluate.ts';
import { queueValidation } from '../../pipelines/run/triggers/validation.ts';
import { BUILD, POLICY_TYPES } from '../policies/policy-types.ts';
import { policiesOf } from '../policies/scope.ts';
import { evaluationIdOf, presentEvaluation, presentPolicy, presentPolicyType } from '../present/policy.ts';
import { json, list } from '../rest/answers.ts';
import { requirePermission } from '../rest/authentication.ts';
import { readBody } from '../rest/body.ts';
import { numberOf, projectOf, queryFlag, queryNumber, value, type Call, type PullRequestPlace } from '../rest/call.ts';
import { route, type Route } from '../rest/router.ts';
import { placeOf } from '../world.ts';

const newPolicy = z.strictObject({
  isEnabled: z.boolean(),
  isBlocking: z.boolean(),
  type: z.strictObject({ id: z.uuid().toLowerCase() }),
  settings: z.record(z.string(), z.unknown()),
});

function requireProject(call: Call) {
  const project = projectOf(call);
  if (!project) throw invalidArgument('Policies belong to a project: name one in the URL.');
  return project;
}

const inProject = (call: Call) => {
  const { id } = requireProject(call);
  return policiesOf(call.organisation.document).filter(({ projectId }) => projectId === id);
};

function listTypes(call: Call) {
  const { id: projectId } = requireProject(call);
  const { world, organisation } = call;
  return list([...POLICY_TYPES.keys()].map((typeId) => presentPolicyType(world, organisation, { projectId, typeId })));
}

function listPolicies(call: Call) {
  if (call.query.has('scope')) throw invalidArgument('The sandbox lists policies by policyType, not by scope.');
  const type = call.query.get('policytype')?.toLowerCase();
  const found = inProject(call).filter(({ typeId }) => type === undefined || typeId === type);
  const after = queryNumber(call, 'continuationToken', 0);
  const page = found.filter(({ id }) => id > after).slice(0, queryNumber(call, '$top', 1000));
  const answer = list(page.map((policy) => presentPolicy(call.world, call.organisation, policy)));
  const last = page.at(-1);
  if (last === undefined || last === found.at(-1)) return answer;
  return { ...answer, headers: { ...answer.headers, 'x-ms-continuationtoken': String(last.id) } };
}

function getPolicy(call: Call) {
  const id = numberOf(call, 'policy');
  const policy = inProject(call).find((one) => one.id === id);
  if (!policy)
    throw new RestError(
      404,
      'PolicyConfigurationNotFoundException',
      `TF402459: The policy configuration ${id} was not found.`,
      {
        assembly: 'Microsoft.TeamFoundation.Policy.Server',
      },
    );
  return json(presentPolicy(call.world, call.organisation, policy));
}

function postPolicy(call: Call) {
  const { id: projectId } = requireProject(call);
  requirePermission(call.caller, 'editPolicies');
  const { type, ...body } = readBody(call, newPolicy);
  const policy = createPolicy(call.world, call.organisation, {
    ...body,
    projectId,
    typeId: type.id,
    createdById: call.caller.identity.id,
  });
  return json(presentPolicy(call.world, call.organisation, policy));
}

/** The pull request that vstfs:///CodeReview/CodeReviewId/{projectId}/{pullRequestId} names. */
function reviewed(call: Call): PullRequestPlace {
  const project = requireProject(call);
  const artifact = call.query.get('artifactid') ?? '';
  const [, projectId = '', id = ''] =
    /^vstfs:\/\/\/CodeReview\/CodeReviewId\/([0-9a-f-]{36})\/(\d+)$/i.exec(artifact) ?? [];
  if (projectId.toLowerCase() !== project.id.toLowerCase())
    throw invalidArgument(
      `artifactId must be vstfs:///CodeReview/CodeReviewId/{projectId}/{pullRequestId} of this project, not '${artifact}'.`,
    );
  const pullRequest = call.organisation.pullRequests.get(Number(id));
  const repository = call.organisation.document.repositories.find((one) => one.id === pullRequest?.repositoryId);
  if (!pullRequest || repository?.projectId !== project.id) throw pullRequestNotFound();
  return { ...placeOf(call.world, call.organisation, repository), pullRequest };
}

function listEvaluations(call: Call) {
  const place = reviewed(call);
  const all = evaluatePolicies(place, call.world.clock.now()).filter(
    ({ status }) => status !== 'notApplicable' || queryFlag(call, 'includeNotApplicable'),
  );
  const skip = queryNumber(call, '$skip', 0);
  const page = all.slice(skip, skip + queryNumber(call, '$top', 1000));
  return list(page.map((evaluation) => presentEvaluation(call.world, place, evaluation)));
}

/** "Queue again": a build policy's run is started anew, also a manual one. */
async function requeue(call: Call) {
  const { id: projectId } = requireProject(call);
  requirePermission(call.caller, 'contributeToPullRequests');
  const { world, organisation } = call;
  const wanted = value(call, 'evaluation').toLowerCase();
  for (const pullRequest of organisation.pullRequests.values()) {
    const repository = organisation.document.repositories.find((one) => one.id === pullRequest.repositoryId);
    if (repository?.projectId !== projectId) continue;
    const place = { ...placeOf(world, organisation, repository), pullRequest };
    const found = evaluatePolicies(place, world.clock.now()).find(
      ({ policy }) => evaluationIdOf(place, policy) === wanted,
    );
    if (!found) continue;
    if (found.policy.typeId === BUILD && pullRequest.status === 'active')
      await queueValidation(world, place, { policy: found.policy, by: call.caller.identity });
    const again =
      evaluatePolicies(place, world.clock.now()).find(({ policy }) => policy.id === found.policy.id) ?? found;
    return json(presentEvaluation(world, place, again));
  }
  throw new RestError(404, 'PolicyEvaluationNotFoundException', `The policy evaluation ${wanted} was not found.`, {
    assembly: 'Microsoft.TeamFoundation.Policy.Server',
  });
}

export const policyRoutes: readonly Route[] = [
  route('GET', 'policy/types', 1, listTypes),
  route('GET', 'policy/configurations', 1, listPolicies),
  route('POST', 'policy/configurations', 1, postPolicy),
  route('GET', 'policy/configurations/{policy}', 1, getPolicy),
  { ...route('GET', 'policy/evaluations', 1, listEvaluations), previewOnly: true },
  { ...route('PATCH', 'policy/evaluations/{evaluation}', 1, requeue), previewOnly: true },
];
