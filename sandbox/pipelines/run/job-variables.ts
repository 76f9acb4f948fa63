import path from 'node:path';
import { branchJob, pullRequestJob, type BranchJob } from '../../agent/job-variables.ts';
import { findEnvironment } from '../../azure-devops/environments/environments.ts';
import { listCommits } from '../../azure-devops/git/history.ts';
import { recordId } from '../../azure-devops/pipelines/record-id.ts';
import { clonePath } from '../../azure-devops/present/repository.ts';
import { identityOf, placeOf } from '../../azure-devops/world.ts';
import { predefinedOf } from './predefined.ts';
import { yamlOf, type LiveRun } from './live-run.ts';
import { attemptOf, jobOf, jobPlanOf, planOf, type JobName } from './run-state.ts';
import type { Layer } from './variables.ts';

/** What the server and the agent put into every job, over all that a pipeline sets. */
export async function predefinedJobVariables(
  live: LiveRun,
  name: JobName,
  { workFolder, token }: { readonly workFolder: string; readonly token: string },
): Promise<Layer> {
  const { build, organisation, pipeline, project, world } = live;
  const run = yamlOf(live);
  const repository = organisation.document.repositories.find(({ id }) => id === pipeline.repositoryId);
  if (!repository) throw new Error(`pipeline ${pipeline.id} has no repository`);
  const place = placeOf(world, organisation, repository);
  const person = identityOf(organisation, build.requestedById);
  const [commit] = await listCommits(place.gitDir, [build.sourceVersion], 1);
  const state = jobOf(run, name);
  const uri = `${world.baseUrl}${clonePath(place)}`;
  const job = {
    collectionUri: `${world.baseUrl}/${encodeURIComponent(organisation.document.name)}/`,
    project: { id: project.id, name: project.name },
    repository: { id: repository.id, name: repository.name, uri },
    build: { id: build.id, number: build.buildNumber, definitionName: pipeline.name, definitionId: pipeline.id },
    sourceVersion: build.sourceVersion,
    sourceVersionMessage: commit?.message.split('\n')[0] ?? '',
    sourcesDirectory: path.join(workFolder, '1', 's'),
    tempDirectory: path.join(workFolder, '_temp'),
    token,
    requestedFor: { id: person.id, name: person.displayName, email: person.uniqueName },
    job: { id: state.id, name: name.job, attempt: state.attempt },
    stage: { name: name.stage, attempt: attemptOf(run, name.stage).attempt },
    planId: recordId(organisation.document.id, build.id, 'plan'),
  };
  const { trigger } = run;
  const variables =
    trigger.kind === 'pullRequest'
      ? pullRequestJob({ ...job, pullRequest: trigger })
      : branchJob({ ...job, sourceBranch: build.sourceBranch, reason: reasonOf(live) });
  const plain = {
    ...predefinedOf(live, build, trigger),
    'System.TimelineId': recordId(organisation.document.id, build.id, 'timeline'),
    'System.StageDisplayName': planOf(run, name.stage).displayName,
    'System.JobDisplayName': jobPlanOf(run, name).displayName,
    'System.PhaseDisplayName': jobPlanOf(run, name).displayName,
    'Agent.JobName': jobPlanOf(run, name).displayName,
    ...environmentVariables(live, name),
  };
  return { ...Object.fromEntries(Object.entries(plain).map(([key, value]) => [key, { value }])), ...variables };
}

const OF_BRANCHES = ['Schedule', 'ResourceTrigger', 'IndividualCI', 'BatchedCI'] as const;

const reasonOf = (live: LiveRun): NonNullable<BranchJob['reason']> => {
  const reason = predefinedOf(live, live.build, yamlOf(live).trigger)['Build.Reason'];
  return OF_BRANCHES.find((one) => one === reason) ?? 'Manual';
};

function environmentVariables(live: LiveRun, name: JobName): Readonly<Record<string, string>> {
  const { environment } = jobPlanOf(yamlOf(live), name);
  const found = environment === undefined ? undefined : findEnvironment(live, environment);
  return found ? { 'Environment.Name': found.name, 'Environment.Id': String(found.id) } : {};
}
