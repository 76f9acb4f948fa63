import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import type { StepRun } from '../../sandbox/agent/task-step.ts';
import type { SandboxRepository } from '../../sandbox/azure-devops/azure-devops.ts';
import { type ReviewRun, runReview } from '../../sandbox/review-run.ts';
import { type Sandbox, startSandbox } from '../../sandbox/sandbox.ts';
import { createLargeRepository } from '../../sandbox/sample/create-large-repository.ts';

const runGit = promisify(execFile);
const TASK = path.join(import.meta.dirname, '../../dist/tasks/AIReview');

/** What a run of the task used, as the task's own process saw it. */
export interface Usage {
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly endedAt: number;
  /** Resident bytes at most; those of git processes are not among them. */
  readonly peakBytes: number;
}

interface MeasuredRun {
  readonly run: StepRun;
  readonly usage: Usage;
}

type Request = Pick<ReviewRun, 'repository' | 'pullRequest' | 'inputs' | 'node' | 'checkout' | 'fetchDepth'>;

/** A sandbox to measure the built AIReview in. */
export interface BenchWorld {
  readonly sandbox: Sandbox;
  /** Runs the task from a fresh checkout, as an agent does. Throws when it does not succeed. */
  review(request: Request): Promise<MeasuredRun>;
  /** A repository with a pull request of the size asked for; the pull request can be opened again. */
  createLarge(size: LargeSize): Promise<LargePullRequest>;
  close(): Promise<void>;
}

interface LargeSize {
  readonly name: string;
  readonly files: number;
  readonly linesPerFile: number;
  readonly changedFiles: number;
  readonly changedBytes?: number;
}

export interface LargePullRequest {
  readonly repository: SandboxRepository;
  /** Opens the same change as another pull request, which no review has seen. */
  open(): Promise<ReviewRun['pullRequest']>;
}

/** Starts it in `folder`, which the caller removes. */
export async function startBenchWorld(folder: string): Promise<BenchWorld> {
  mkdirSync(folder, { recursive: true });
  const sandbox = await startSandbox({ folder: path.join(folder, 'state') });
  sandbox.azureDevOps.createOrganisation('bench');
  let runs = 0;
  return {
    sandbox,
    async review(request) {
      runs += 1;
      const workFolder = path.join(folder, `work-${runs}`);
      const report = path.join(folder, `usage-${runs}.json`);
      const run = await runReview({
        ...request,
        sandbox,
        taskFolder: TASK,
        workFolder,
        buildId: runs,
        nodeArguments: ['--require', path.join(import.meta.dirname, 'report-usage.cjs')],
        env: { SLIPWAY_BENCH_USAGE: report },
      });
      if (run.result !== 'Succeeded') throw new Error(`The review ended ${run.result}:\n${run.log.slice(-3000)}`);
      return { run, usage: JSON.parse(readFileSync(report, 'utf8')) as Usage };
    },
    createLarge: (size) => createLarge(sandbox, folder, size),
    close: () => sandbox.close(),
  };
}

async function createLarge({ azureDevOps }: Sandbox, folder: string, size: LargeSize): Promise<LargePullRequest> {
  const { name, ...rest } = size;
  const large = await createLargeRepository({ directory: path.join(folder, `${name}.git`), ...rest });
  const place = { organisation: 'bench', project: 'Bench', repository: name };
  const repository = azureDevOps.createRepository(place);
  const git = (...args: string[]) => runGit('git', ['-C', repository.gitDir, ...args]);
  await git('fetch', '--quiet', large.directory, '+refs/*:refs/*');
  let opened = 0;
  return {
    repository,
    async open() {
      opened += 1;
      // One pull request may be open for a pair of branches: each gets a source branch of its own.
      const source = `${large.branch}-${opened}`;
      await git('branch', source, large.headCommit);
      const request = {
        source,
        target: large.defaultBranch,
        title: 'Change many files',
        author: { displayName: 'Ada' },
      };
      const { id } = await azureDevOps.createPullRequest({ ...place, ...request });
      return { id, source: `refs/heads/${source}`, target: `refs/heads/${large.defaultBranch}` };
    },
  };
}
