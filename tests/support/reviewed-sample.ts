import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type { SandboxRepository } from '../../sandbox/azure-devops/azure-devops.ts';
import { findCommit } from '../../sandbox/azure-devops/git/history.ts';
import { runReview } from '../../sandbox/review-run.ts';
import { type Sandbox, startSandbox } from '../../sandbox/sandbox.ts';
import { type SeededPullRequest, seedSample } from '../../sandbox/seed-sample.ts';
import type { Finding } from '../../src/review/finding.ts';
import { tasksRoot } from './built-tasks.ts';

const run = promisify(execFile);

export interface ReviewedPullRequest extends SeededPullRequest {
  readonly findings: readonly Finding[];
  /** The address of its page, without the service. */
  readonly pathname: string;
}

/** A sandbox with the sample, some of whose pull requests were reviewed by the built task. */
export interface ReviewedSample {
  readonly sandbox: Sandbox;
  readonly repository: SandboxRepository;
  /** By the key of the branch's name, in the order asked for. */
  readonly reviewed: readonly ReviewedPullRequest[];
  readonly pathnameOf: (id: number) => string;
  /** Lines of a file at the newest commit of a branch, as git has them. */
  readonly linesOf: (ref: string, file: string) => Promise<readonly string[]>;
  readonly close: () => Promise<void>;
}

/** Seeds the sample and reviews the pull requests whose source branch ends with one of `branches`; all when left out. */
export async function reviewSample(branches?: readonly string[]): Promise<ReviewedSample> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'slipway-sample-'));
  const sandbox = await startSandbox({ folder: path.join(folder, 'state') });
  const { repository, pullRequests } = await seedSample(sandbox);
  const { organisation, project, repository: name, gitDir } = repository;
  const pathnameOf = (id: number) => `/${organisation}/${project}/_git/${name}/pullrequest/${id}`;
  const wanted = (branches ?? pullRequests.map(({ source }) => source)).map((branch) => {
    const pullRequest = pullRequests.find(({ source }) => source.endsWith(branch));
    if (!pullRequest) throw new Error(`The sample has no branch ${branch}.`);
    return pullRequest;
  });
  const review = async (pullRequest: SeededPullRequest): Promise<ReviewedPullRequest> => {
    const { id } = pullRequest;
    // One with conflicts has no merge preview, so no validation: it is reviewed by a run of its own.
    const hasPreview = (await findCommit(gitDir, `refs/pull/${id}/merge`)) !== undefined;
    const reviewing = await runReview({
      sandbox,
      repository,
      pullRequest,
      taskFolder: path.join(tasksRoot, 'AIReview'),
      workFolder: path.join(folder, `work-${id}`),
      checkout: hasPreview ? 'validation' : 'manual',
      inputs: { minimumSeverity: 'info' },
      buildId: id,
    });
    if (reviewing.result !== 'Succeeded') throw new Error(reviewing.log);
    const result =
      reviewing.attachments.find(({ type }) => type === 'slipway.result')?.content.toString('utf8') ?? '{}';
    const { examination } = JSON.parse(result) as { examination: { findings: readonly Finding[] } };
    return { ...pullRequest, findings: examination.findings, pathname: pathnameOf(id) };
  };
  return {
    sandbox,
    repository,
    reviewed: await Promise.all(wanted.map(review)),
    pathnameOf,
    async linesOf(ref, file) {
      const { stdout } = await run('git', ['-C', gitDir, 'show', `${ref}:${file}`]);
      return stdout.split('\n');
    },
    async close() {
      await sandbox.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
