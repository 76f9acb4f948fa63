import type { Identity, PolicyBuildDocument, PolicyDocument } from '../../../azure-devops/documents.ts';
import { BUILD, buildValidation } from '../../../azure-devops/policies/policy-types.ts';
import { isExpired } from '../../../azure-devops/policies/evaluate.ts';
import { policiesOn } from '../../../azure-devops/policies/scope.ts';
import type { PipelinePlace } from '../../../azure-devops/pipelines/place.ts';
import type { PullRequestPlace } from '../../../azure-devops/rest/call.ts';
import { identityOf, type RepositoryPlace, type World } from '../../../azure-devops/world.ts';
import { yamlOf, type LiveRun } from '../live-run.ts';
import { startTriggered } from './start-run.ts';

/** The pipeline of a build policy when its YAML is run; a scripted one leaves the policy to its script. */
function pipelineOf(world: World, place: PullRequestPlace, policy: PolicyDocument): PipelinePlace | undefined {
  const { organisation, repository } = place;
  const { buildDefinitionId } = buildValidation.parse(policy.settings);
  const pipeline = organisation.pipelines.get(buildDefinitionId);
  const project = organisation.document.projects.find(({ id }) => id === pipeline?.projectId);
  if (!pipeline?.yaml || !project || pipeline.repositoryId !== repository.id) return undefined;
  return { world, organisation, project, pipeline };
}

/** Starts the runs that the build policies on a pull request's target want for what it is now. */
export async function validate(world: World, place: PullRequestPlace, by: Identity | undefined): Promise<void> {
  const { pullRequest } = place;
  if (pullRequest.status !== 'active' || pullRequest.isDraft) return;
  for (const policy of policiesOn(place, pullRequest.targetRef)) {
    if (policy.typeId !== BUILD || buildValidation.parse(policy.settings).manualQueueOnly) continue;
    if (isWanted(place, policy, world.clock.now())) await queueValidation(world, place, { policy, by });
  }
}

/** Whether nothing has been started for the pull request's commit, or for its target when that counts too. */
function isWanted({ pullRequest }: PullRequestPlace, policy: PolicyDocument, now: Date): boolean {
  const { queueOnSourceUpdateOnly, validDuration } = buildValidation.parse(policy.settings);
  const build = pullRequest.policyBuilds?.[policy.id];
  const source = pullRequest.iterations.at(-1)?.source;
  if (build?.source !== source || build === undefined) return true;
  const atOnce = !queueOnSourceUpdateOnly && validDuration === 0 && build.target !== pullRequest.merge.target;
  // Whoever waits for the policies waits for a run on the new target too.
  return pullRequest.autoCompleteSetById !== undefined && (atOnce || isExpired(policy, pullRequest, now));
}

/** Starts the run of a build policy, also again; nothing while the branches conflict. */
export async function queueValidation(
  world: World,
  place: PullRequestPlace,
  { policy, by }: { readonly policy: PolicyDocument; readonly by: Identity | undefined },
): Promise<void> {
  const { pullRequest, organisation } = place;
  const pipeline = pipelineOf(world, place, policy);
  const { merge, sourceRef, targetRef, id } = pullRequest;
  if (!pipeline || merge.status !== 'succeeded' || merge.commit === undefined) return;
  // Noted before the run is there, so that what asks meanwhile does not start a second one.
  note(world, place, policy, { state: 'queued', source: merge.source, target: merge.target });
  const requester = by ?? identityOf(organisation, pullRequest.createdById);
  const build = await startTriggered(pipeline, {
    reason: 'pullRequest',
    requestedById: requester.id,
    sourceBranch: `refs/pull/${id}/merge`,
    sourceVersion: merge.commit,
    trigger: {
      kind: 'pullRequest',
      id,
      sourceBranch: sourceRef,
      targetBranch: targetRef,
      sourceCommit: merge.source,
      policyId: policy.id,
    },
  });
  if (!build) return;
  const state = stateOf(build.yaml?.result, build.yaml?.startTime);
  note(world, place, policy, { state, source: merge.source, target: merge.target, buildId: build.id });
}

/** Goes on with what a sandbox on the same folder had not started, or not noted, when it was stopped. */
export async function resumeValidations(world: World, place: RepositoryPlace): Promise<void> {
  const { organisation, repository } = place;
  for (const pullRequest of organisation.pullRequests.values()) {
    if (pullRequest.repositoryId !== repository.id || pullRequest.status !== 'active') continue;
    const due = pullRequest.validationDue;
    const isLost = findLost(world, { ...place, pullRequest });
    if (!due && !isLost) continue;
    await validate(
      world,
      { ...place, pullRequest },
      due?.byId === undefined ? undefined : identityOf(organisation, due.byId),
    );
    if (pullRequest.validationDue !== due) continue;
    delete pullRequest.validationDue;
    world.store.savePullRequest(organisation, pullRequest);
  }
}

/** Looks for the runs that were noted as queued and never by number; true when one was not begun, which is forgotten. */
function findLost(world: World, place: PullRequestPlace): boolean {
  const { organisation, pullRequest } = place;
  let isLost = false;
  for (const policy of policiesOn(place, pullRequest.targetRef)) {
    const known = pullRequest.policyBuilds?.[policy.id];
    if (known?.state !== 'queued' || known.buildId !== undefined || policy.typeId !== BUILD) continue;
    if (!pipelineOf(world, place, policy)) continue;
    const build = organisation.builds.all.findLast(({ yaml, sourceVersion }) => {
      const { trigger } = yaml ?? {};
      const isIts = trigger?.kind === 'pullRequest' && trigger.id === pullRequest.id && trigger.policyId === policy.id;
      return isIts && trigger.sourceCommit === known.source && sourceVersion === pullRequest.merge.commit;
    });
    if (build) {
      const state = stateOf(build.yaml?.result, build.yaml?.startTime);
      note(world, place, policy, { ...known, state, buildId: build.id });
      continue;
    }
    const { [policy.id]: _lost, ...others } = pullRequest.policyBuilds ?? {};
    pullRequest.policyBuilds = others;
    isLost = true;
  }
  return isLost;
}

function note(
  world: World,
  { organisation, pullRequest }: PullRequestPlace,
  policy: PolicyDocument,
  build: PolicyBuildDocument,
) {
  pullRequest.policyBuilds = { ...pullRequest.policyBuilds, [policy.id]: build };
  world.store.savePullRequest(organisation, pullRequest);
}

function stateOf(result: string | undefined, startTime: string | undefined): PolicyBuildDocument['state'] {
  if (result === undefined) return startTime === undefined ? 'queued' : 'running';
  return result === 'succeeded' || result === 'partiallySucceeded' ? 'approved' : 'rejected';
}

/** Lets the policy that started a run stand as the run does; true when it has changed. */
export function followRun(live: Pick<LiveRun, 'world' | 'organisation' | 'build'>): boolean {
  const run = yamlOf(live);
  if (run.trigger.kind !== 'pullRequest') return false;
  const pullRequest = live.organisation.pullRequests.get(run.trigger.id);
  const known = pullRequest?.policyBuilds?.[run.trigger.policyId];
  if (!pullRequest || known?.buildId !== live.build.id) return false;
  const state = stateOf(run.result, run.startTime);
  if (state === known.state) return false;
  const finished = run.finishTime === undefined ? {} : { finishTime: run.finishTime };
  pullRequest.policyBuilds = { ...pullRequest.policyBuilds, [run.trigger.policyId]: { ...known, state, ...finished } };
  live.world.store.savePullRequest(live.organisation, pullRequest);
  return true;
}
