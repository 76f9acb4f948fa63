import path from 'node:path';
import type { VariableValue } from './task-step.ts';

interface BuildJob {
  /** With a slash at the end, as the server has it; one is added. */
  readonly collectionUri: string;
  readonly project: { readonly id: string; readonly name: string };
  readonly repository: { readonly id: string; readonly name: string; readonly uri: string };
  readonly build: {
    readonly id: number;
    readonly number: string;
    readonly definitionName: string;
    readonly definitionId?: number;
  };
  /** The commit that is built; for a pull request that of refs/pull/N/merge. */
  readonly sourceVersion: string;
  readonly sourceVersionMessage?: string;
  readonly sourcesDirectory: string;
  readonly tempDirectory: string;
  /** The job's own token, System.AccessToken. */
  readonly token: string;
  readonly requestedFor?: { readonly id: string; readonly name: string; readonly email: string };
  readonly job?: { readonly id?: string; readonly name?: string; readonly attempt?: number };
  readonly stage?: { readonly name?: string; readonly attempt?: number };
  readonly planId?: string;
  readonly debug?: boolean;
}

export interface PullRequestJob extends BuildJob {
  readonly pullRequest: {
    readonly id: number;
    /** Full refs, as refs/heads/topic. */
    readonly sourceBranch: string;
    readonly targetBranch: string;
    /** The commit that the run was started for; left out where nobody can tell. */
    readonly sourceCommit?: string;
    readonly isFork?: boolean;
    /** The fork's repository; that of the build when left out. */
    readonly sourceRepositoryUri?: string;
  };
}

export interface BranchJob extends BuildJob {
  /** A full ref. */
  readonly sourceBranch: string;
  readonly reason?: 'IndividualCI' | 'BatchedCI' | 'Manual' | 'Schedule' | 'ResourceTrigger';
}

/** The server gives each run of a pipeline a plan, and the only job of a pipeline without jobs this id. */
const defaultPlan = '00000000-0000-4000-8000-0000000b111d';
const defaultJob = '12f1170f-54f2-53f3-20dd-22fc7dff55f9';

type Variables = Record<string, VariableValue>;

/** The variables of a job that builds refs/pull/N/merge. */
export function pullRequestJob(job: PullRequestJob): Variables {
  const { id, sourceBranch, targetBranch, sourceCommit, isFork = false, sourceRepositoryUri } = job.pullRequest;
  return variablesOf(
    {
      ...common(job),
      'Build.Reason': 'PullRequest',
      'Build.SourceBranch': `refs/pull/${id}/merge`,
      'Build.SourceBranchName': 'merge',
      'System.PullRequest.PullRequestId': String(id),
      'System.PullRequest.SourceBranch': sourceBranch,
      ...(sourceCommit === undefined ? {} : { 'System.PullRequest.SourceCommitId': sourceCommit }),
      'System.PullRequest.TargetBranch': targetBranch,
      'System.PullRequest.TargetBranchName': shortName(targetBranch),
      'System.PullRequest.SourceRepositoryURI': sourceRepositoryUri ?? job.repository.uri,
      'System.PullRequest.IsFork': isFork ? 'True' : 'False',
    },
    job,
  );
}

/** The variables of a job that builds a branch. */
export function branchJob(job: BranchJob): Variables {
  return variablesOf(
    {
      ...common(job),
      'Build.Reason': job.reason ?? 'IndividualCI',
      'Build.SourceBranch': job.sourceBranch,
      'Build.SourceBranchName': shortName(job.sourceBranch),
    },
    job,
  );
}

/** The last part, as the server makes it: `topic` of refs/heads/feature/topic. */
function shortName(ref: string): string {
  return ref.slice(ref.lastIndexOf('/') + 1);
}

function common(job: BuildJob): Record<string, string> {
  return { ...systemVariables(job), ...jobNames(job), ...buildVariables(job), ...directories(job) };
}

function systemVariables({ collectionUri, project, build, planId = defaultPlan, debug }: BuildJob) {
  const collection = collectionUri.endsWith('/') ? collectionUri : `${collectionUri}/`;
  return {
    'System.CollectionUri': collection,
    'System.TeamFoundationCollectionUri': collection,
    'System.TeamFoundationServerUri': collection,
    'System.TeamProject': project.name,
    'System.TeamProjectId': project.id,
    'System.DefinitionId': String(build.definitionId ?? 1),
    'System.DefinitionName': build.definitionName,
    'System.HostType': 'build',
    'System.ServerType': 'Hosted',
    'System.PlanId': planId,
    'System.TimelineId': planId,
    ...(debug ? { 'System.Debug': 'true' } : {}),
  };
}

function jobNames({ job, stage }: BuildJob) {
  const { id = defaultJob, name: jobName = 'Job', attempt: jobAttempt = 1 } = job ?? {};
  const { name: stageName = '__default', attempt: stageAttempt = 1 } = stage ?? {};
  return {
    'System.JobId': id,
    'System.JobName': jobName,
    'System.JobDisplayName': jobName,
    'System.JobAttempt': String(jobAttempt),
    'System.PhaseName': jobName,
    'System.PhaseDisplayName': jobName,
    'System.PhaseAttempt': '1',
    'System.StageName': stageName,
    'System.StageDisplayName': stageName,
    'System.StageAttempt': String(stageAttempt),
  };
}

function buildVariables({ repository, build, requestedFor, sourceVersion, sourceVersionMessage }: BuildJob) {
  const person = requestedFor ?? {
    id: '00000000-0000-4000-8000-000000000001',
    name: 'Dana Dev',
    email: 'dana@example.com',
  };
  return {
    'Build.BuildId': String(build.id),
    'Build.BuildNumber': build.number,
    'Build.BuildUri': `vstfs:///Build/Build/${build.id}`,
    'Build.ContainerId': String(build.id),
    'Build.DefinitionName': build.definitionName,
    'Build.DefinitionVersion': '1',
    'Build.QueuedBy': 'Microsoft.VisualStudio.Services.TFS',
    'Build.QueuedById': '00000002-0000-8888-8000-000000000000',
    'Build.RequestedFor': person.name,
    'Build.RequestedForId': person.id,
    'Build.RequestedForEmail': person.email,
    'Build.Repository.Id': repository.id,
    'Build.Repository.Name': repository.name,
    'Build.Repository.Uri': repository.uri,
    'Build.Repository.Provider': 'TfsGit',
    'Build.Repository.Clean': 'False',
    'Build.SourceVersion': sourceVersion,
    ...(sourceVersionMessage === undefined ? {} : { 'Build.SourceVersionMessage': sourceVersionMessage }),
  };
}

function directories({ sourcesDirectory, tempDirectory }: BuildJob) {
  const job = path.dirname(sourcesDirectory);
  const work = path.dirname(job);
  return {
    'Agent.TempDirectory': tempDirectory,
    'Agent.BuildDirectory': job,
    'Agent.WorkFolder': work,
    'Agent.ToolsDirectory': path.join(work, '_tool'),
    'Pipeline.Workspace': job,
    'System.WorkFolder': work,
    'System.DefaultWorkingDirectory': sourcesDirectory,
    'System.ArtifactsDirectory': path.join(job, 'a'),
    'Build.SourcesDirectory': sourcesDirectory,
    'Build.Repository.LocalPath': sourcesDirectory,
    'Build.BinariesDirectory': path.join(job, 'b'),
    'Build.StagingDirectory': path.join(job, 'a'),
    'Build.ArtifactStagingDirectory': path.join(job, 'a'),
    'Common.TestResultsDirectory': path.join(job, 'TestResults'),
  };
}

/** In these the agent makes `##vso` harmless; in everything else, branch names for one, it does not. */
const cleaned = new Set(
  [
    'build.sourceversionmessage build.definitionname build.sourceversionauthor system.sourceversionmessage',
    'system.definitionname system.jobdisplayname system.phasedisplayname system.stagedisplayname',
    'release.definitionname release.environmentname agent.machinename agent.name',
  ]
    .join(' ')
    .split(' '),
);

function variablesOf(values: Readonly<Record<string, string>>, { token }: BuildJob): Variables {
  const plain = Object.entries(values).map(([name, value]): [string, VariableValue] => [
    name,
    { value: cleaned.has(name.toLowerCase()) ? value.replace(/##vso/gi, '**vso') : value },
  ]);
  return { ...Object.fromEntries(plain), 'System.AccessToken': { value: token, secret: true } };
}
