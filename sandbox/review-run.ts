import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { checkout } from './agent/checkout.ts';
import { branchJob, pullRequestJob } from './agent/job-variables.ts';
import { runTaskStep } from './agent/run-task-step.ts';
import type { Endpoint, StepRun, TaskStep } from './agent/task-step.ts';
import type { SandboxPullRequest, SandboxRepository } from './azure-devops/azure-devops.ts';
import type { Sandbox } from './sandbox.ts';

/** The name of the Claude connection in the sandbox's runs. */
export const CLAUDE_CONNECTION = 'claude';

export interface ReviewRun extends Partial<Omit<TaskStep, 'inputs' | 'variables' | 'endpoints' | 'workFolder'>> {
  readonly sandbox: Sandbox;
  readonly repository: SandboxRepository;
  readonly pullRequest: Pick<SandboxPullRequest, 'id'> & { readonly source: string; readonly target: string };
  /** The built AIReview. */
  readonly taskFolder: string;
  readonly workFolder: string;
  readonly inputs?: Readonly<Record<string, string>>;
  /** The sandbox's own Claude when left out. */
  readonly claude?: { readonly url: string; readonly apiKey: string };
  /**
   * What the run is for. `validation` builds the merge preview; `manual` builds the target branch and names the pull
   * request by its input, as a pull request with conflicts needs it; `none` has no checkout at all.
   */
  readonly checkout?: 'validation' | 'manual' | 'none';
  /** A depth of 1 is what new pipelines have; 0 is everything. */
  readonly fetchDepth?: number;
  readonly filter?: string;
  readonly token?: string;
  readonly variables?: TaskStep['variables'];
  readonly buildId?: number;
}

/** Runs the built AIReview for a pull request as a pipeline would: checkout, job variables, job token, connection. */
export async function runReview(run: ReviewRun): Promise<StepRun> {
  const { sandbox, repository, pullRequest, workFolder, checkout: kind = 'validation', fetchDepth = 1 } = run;
  const { url: baseUrl } = sandbox.azureService;
  const token =
    run.token ??
    sandbox.azureDevOps.issueToken({
      organisation: repository.organisation,
      identity: {
        displayName: `${repository.project} Build Service (${repository.organisation})`,
        kind: 'buildService',
      },
      permissions: ['readCode', 'contributeToPullRequests'],
      runId: String(run.buildId ?? 1),
    });
  const sourcesDirectory = path.join(workFolder, '1', 's');
  await mkdir(sourcesDirectory, { recursive: true });
  const ref = kind === 'validation' ? `refs/pull/${pullRequest.id}/merge` : pullRequest.target;
  const sourceVersion =
    kind === 'none'
      ? '0'.repeat(40)
      : await checkout({
          url: repository.cloneUrl(),
          token,
          ref,
          directory: sourcesDirectory,
          fetchDepth,
          ...(run.filter === undefined ? {} : { filter: run.filter }),
        });
  const job = {
    collectionUri: `${baseUrl}/${encodeURIComponent(repository.organisation)}/`,
    project: { id: repository.projectId, name: repository.project },
    repository: { id: repository.id, name: repository.repository, uri: repository.cloneUrl() },
    build: { id: run.buildId ?? 1, number: `20261121.${run.buildId ?? 1}`, definitionName: 'pull-request' },
    sourceVersion,
    sourcesDirectory,
    tempDirectory: path.join(workFolder, '_temp'),
    token,
  };
  const variables =
    kind === 'validation'
      ? pullRequestJob({
          ...job,
          pullRequest: { id: pullRequest.id, sourceBranch: pullRequest.source, targetBranch: pullRequest.target },
        })
      : branchJob({ ...job, sourceBranch: pullRequest.target, reason: 'Manual' });
  return runTaskStep({
    ...run,
    name: 'review',
    inputs: {
      claudeConnection: CLAUDE_CONNECTION,
      ...(kind === 'validation' ? {} : { pullRequestId: String(pullRequest.id) }),
      ...run.inputs,
    },
    variables: { ...variables, ...run.variables },
    endpoints: { SYSTEMVSSCONNECTION: jobConnection(baseUrl, token), [CLAUDE_CONNECTION]: claudeConnection(run) },
    workFolder,
  });
}

const jobConnection = (url: string, token: string): Endpoint => ({
  url,
  authorization: { scheme: 'OAuth', parameters: { AccessToken: token } },
});

function claudeConnection({ sandbox, claude }: ReviewRun): Endpoint {
  const { url, apiKey } = claude ?? { url: sandbox.claudeService.url, apiKey: sandbox.claude.apiKey };
  return { url, authorization: { scheme: 'Token', parameters: { apitoken: apiKey } }, data: { provider: 'anthropic' } };
}
