import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { checkout } from './agent/checkout.ts';
import { branchJob, pullRequestJob, type BranchJob, type PullRequestJob } from './agent/job-variables.ts';
import { runTaskStep } from './agent/run-task-step.ts';
import type { Endpoint, StepRun, TaskStep } from './agent/task-step.ts';
import type { Permission, SandboxRepository } from './azure-devops/azure-devops.ts';
import { JOB_PERMISSIONS } from './azure-devops/documents.ts';
import { findCommit } from './azure-devops/git/history.ts';
import type { Sandbox } from './sandbox.ts';

/** What a run is for. A pull request is checked out as its merge preview. */
export type RunSubject =
  | { readonly kind: 'branch'; readonly ref: string; readonly reason?: BranchJob['reason']; readonly commit?: string }
  | { readonly kind: 'pullRequest'; readonly id: number; readonly source: string; readonly target: string };

export interface TaskRun extends Partial<Omit<TaskStep, 'variables' | 'endpoints' | 'workFolder'>> {
  readonly sandbox: Sandbox;
  readonly repository: SandboxRepository;
  /** The built task. */
  readonly taskFolder: string;
  readonly workFolder: string;
  readonly inputs: Readonly<Record<string, string>>;
  readonly subject: RunSubject;
  /** Service connections beside the job's own. */
  readonly connections?: Readonly<Record<string, Endpoint>>;
  /** A depth of 1 is what new pipelines have, 0 is everything; `none` has no checkout at all. */
  readonly fetchDepth?: number | 'none';
  readonly filter?: string;
  readonly token?: string;
  /** Of the job's token, when none is given; everything that a build service is given for Slipway by default. */
  readonly permissions?: readonly Permission[];
  readonly variables?: TaskStep['variables'];
  readonly buildId?: number;
  readonly pipeline?: string;
}

/** Runs a built task as a pipeline would: checkout, job variables, job token, connections. */
export async function runTask(run: TaskRun): Promise<StepRun> {
  const { sandbox, repository, subject, workFolder, buildId = 1, pipeline = 'pipeline' } = run;
  const { url: baseUrl } = sandbox.azureService;
  const token = run.token ?? issueJobToken(run);
  const sourcesDirectory = path.join(workFolder, '1', 's');
  await mkdir(sourcesDirectory, { recursive: true });
  const commit = await checkOut(run, { token, sourcesDirectory });
  const job = {
    collectionUri: `${baseUrl}/${encodeURIComponent(repository.organisation)}/`,
    project: { id: repository.projectId, name: repository.project },
    repository: { id: repository.id, name: repository.repository, uri: repository.cloneUrl() },
    build: { id: buildId, number: `20261121.${buildId}`, definitionName: pipeline },
    sourceVersion: commit,
    sourcesDirectory,
    tempDirectory: path.join(workFolder, '_temp'),
    token,
  };
  const variables =
    subject.kind === 'branch'
      ? branchJob({ ...job, sourceBranch: subject.ref, reason: subject.reason ?? 'IndividualCI' })
      : pullRequestJob({
          ...job,
          pullRequest: await describePullRequest(repository, subject),
        });
  return runTaskStep({
    ...run,
    variables: { ...variables, ...run.variables },
    endpoints: { SYSTEMVSSCONNECTION: jobConnection(baseUrl, token), ...run.connections },
  });
}

/** Checks the run's subject out, unless it has no checkout; gives the commit that the run is of. */
async function checkOut(
  { repository, subject, fetchDepth = 1, filter }: TaskRun,
  { token, sourcesDirectory }: { readonly token: string; readonly sourcesDirectory: string },
): Promise<string> {
  const ref = subject.kind === 'branch' ? subject.ref : `refs/pull/${subject.id}/merge`;
  const named = subject.kind === 'branch' ? subject.commit : undefined;
  if (fetchDepth === 'none') return named ?? (await findCommit(repository.gitDir, ref)) ?? '0'.repeat(40);
  const url = repository.cloneUrl();
  const place = { url, token, ref, directory: sourcesDirectory, fetchDepth };
  const checkedOut = await checkout({ ...place, ...(filter === undefined ? {} : { filter }) });
  return named ?? checkedOut;
}

async function describePullRequest(
  { gitDir }: SandboxRepository,
  { id, source, target }: Extract<RunSubject, { kind: 'pullRequest' }>,
): Promise<PullRequestJob['pullRequest']> {
  const sourceCommit = await findCommit(gitDir, source);
  return { id, sourceBranch: source, targetBranch: target, ...(sourceCommit === undefined ? {} : { sourceCommit }) };
}

export function issueJobToken({
  sandbox,
  repository,
  permissions = JOB_PERMISSIONS,
  buildId = 1,
}: Pick<TaskRun, 'sandbox' | 'repository' | 'permissions' | 'buildId'>): string {
  const { organisation, project } = repository;
  return sandbox.azureDevOps.issueToken({
    organisation,
    identity: { displayName: `${project} Build Service (${organisation})`, kind: 'buildService' },
    permissions,
    runId: String(buildId),
  });
}

const jobConnection = (url: string, token: string): Endpoint => ({
  url,
  authorization: { scheme: 'OAuth', parameters: { AccessToken: token } },
});
