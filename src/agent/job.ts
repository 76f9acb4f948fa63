import { SlipwayError } from '../errors.ts';
import { registerSecret } from './secrets.ts';
import { tl } from './task-lib.ts';

/** The run this task is part of. Each value is read when it is asked for; a missing one is an error then. */
export interface Job {
  /** The job's own access token for Azure DevOps. */
  readonly token: string;
  /** Without a slash at the end. */
  readonly collectionUri: string;
  readonly project: string;
  readonly projectId: string;
  readonly repositoryId: string;
  readonly repositoryName: string;
  readonly sourcesDirectory: string;
  readonly tempDirectory: string;
  /** Undefined in runs that are not for a pull request of Azure Repos. */
  readonly pullRequestId: number | undefined;
  /** Full name, refs/heads/... */
  readonly pullRequestTargetBranch: string | undefined;
  /** The source commit that this run was started for; undefined where `pullRequestId` is. */
  readonly pullRequestSourceCommit: string | undefined;
  /** The pipeline of this run. */
  readonly definitionId: number | undefined;
  readonly buildId: number;
  readonly buildNumber: string;
  /** Where a person finds this run. */
  readonly runUrl: string;
  /** Full name of what the run is of: refs/heads/..., refs/tags/..., refs/pull/N/merge. */
  readonly sourceBranch: string;
  /** What was checked out: in a pull request run the merge preview, not the source commit. */
  readonly sourceVersion: string;
  /** PullRequest, Manual, IndividualCI, ... */
  readonly reason: string;
  readonly agentVersion: string;
}

/** Reads the job's variables and its own connection, SYSTEMVSSCONNECTION. */
export function createJob(): Job {
  return {
    get token() {
      return readToken();
    },
    get collectionUri() {
      return requireVariable('System.CollectionUri').replace(/\/+$/, '');
    },
    get project() {
      return requireVariable('System.TeamProject');
    },
    get projectId() {
      return requireVariable('System.TeamProjectId');
    },
    get repositoryId() {
      return requireVariable('Build.Repository.ID');
    },
    get repositoryName() {
      return requireVariable('Build.Repository.Name');
    },
    get sourcesDirectory() {
      return requireVariable('Build.SourcesDirectory');
    },
    get tempDirectory() {
      return requireVariable('Agent.TempDirectory');
    },
    get pullRequestId() {
      return findVariable('System.PullRequest.PullRequestId') === undefined
        ? undefined
        : requireNumber('System.PullRequest.PullRequestId');
    },
    get pullRequestTargetBranch() {
      return findVariable('System.PullRequest.TargetBranch');
    },
    get pullRequestSourceCommit() {
      return findVariable('System.PullRequest.SourceCommitId');
    },
    get definitionId() {
      return findVariable('System.DefinitionId') === undefined ? undefined : requireNumber('System.DefinitionId');
    },
    get buildId() {
      return requireNumber('Build.BuildId');
    },
    get buildNumber() {
      return requireVariable('Build.BuildNumber');
    },
    get runUrl() {
      const project = encodeURIComponent(this.project);
      return `${this.collectionUri}/${project}/_build/results?buildId=${this.buildId}`;
    },
    get sourceBranch() {
      return requireVariable('Build.SourceBranch');
    },
    get sourceVersion() {
      return requireVariable('Build.SourceVersion');
    },
    get reason() {
      return requireVariable('Build.Reason');
    },
    get agentVersion() {
      return requireVariable('Agent.Version');
    },
  };
}

/** A variable of the job; blank counts as absent. */
export function findVariable(name: string): string | undefined {
  const value = tl.getVariable(name)?.trim() ?? '';
  return value === '' ? undefined : value;
}

function requireVariable(name: string): string {
  const value = findVariable(name);
  if (value !== undefined) return value;
  throw new SlipwayError(`The variable ${name} is not set in this job.`, {
    kind: 'input',
    code: 'JOB_VARIABLE_MISSING',
    hint: 'Run the task in a pipeline of Azure Pipelines, in a job that checks out the repository.',
  });
}

function requireNumber(name: string): number {
  const value = requireVariable(name);
  if (/^\d{1,15}$/.test(value)) return Number(value);
  throw new SlipwayError(`The variable ${name} must be a number and is ${JSON.stringify(value)}.`, {
    kind: 'input',
    code: 'JOB_VARIABLE_INVALID',
    hint: 'Find the step or variable group that overwrites it.',
  });
}

function readToken(): string {
  const token = tl.getEndpointAuthorizationParameter('SYSTEMVSSCONNECTION', 'AccessToken', true)?.trim();
  if (token) {
    registerSecret(token);
    return token;
  }
  throw new SlipwayError('This job has no access token for Azure DevOps (connection SYSTEMVSSCONNECTION).', {
    kind: 'auth',
    code: 'JOB_TOKEN_MISSING',
    hint: 'Run the task on an agent of Azure Pipelines, which gives every job its token.',
  });
}
