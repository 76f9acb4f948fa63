import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { commitStream, importStream } from '../../sandbox/sample/fast-import.ts';
import { startSandbox } from '../../sandbox/sandbox.ts';
import { runTask } from '../../sandbox/task-run.ts';
import type { BenchOptions } from './bench-options.ts';
import { timeLimit } from './bench-options.ts';
import type { Usage } from './bench-world.ts';
import type { Figure } from './figure.ts';

const TASK = path.join(import.meta.dirname, '../../dist/tasks/StageRelease');
const RUNS = 5;
const MAX_MS = 3_000;
const MAX_BYTES = 200_000_000;
const run = promisify(execFile);

/** A release of everything there ever was: the plan of the first one of an old repository. */
export async function measureReleasePlan(options: BenchOptions): Promise<Figure[]> {
  const commits = options.quick ? 2_000 : 20_000;
  const folder = path.join(options.folder, 'release-plan');
  const sandbox = await startSandbox({ folder: path.join(folder, 'state') });
  try {
    sandbox.azureDevOps.createOrganisation('bench');
    const place = { organisation: 'bench', project: 'Bench', repository: 'old' };
    const repository = sandbox.azureDevOps.createRepository(place);
    await importStream('git', repository.gitDir, history(commits));
    await run('git', ['-C', repository.gitDir, 'repack', '-adq']);
    const report = path.join(folder, 'usage.json');
    const usages: Usage[] = [];
    let version = '';
    // What else the machine does can only add to the time: the fastest run tells most of the plan.
    for (let attempt = 1; attempt <= RUNS; attempt += 1) {
      const step = await runTask({
        sandbox,
        repository,
        taskFolder: TASK,
        workFolder: path.join(folder, `work-${attempt}`),
        subject: { kind: 'branch', ref: 'refs/heads/main' },
        fetchDepth: 0,
        inputs: { action: 'stage', versioning: 'conventional', dryRun: 'true' },
        nodeArguments: ['--require', path.join(import.meta.dirname, 'report-usage.cjs')],
        env: { SLIPWAY_BENCH_USAGE: report },
      });
      if (step.result !== 'Succeeded') throw new Error(`The plan ended ${step.result}:\n${step.log.slice(-3000)}`);
      usages.push(JSON.parse(readFileSync(report, 'utf8')) as Usage);
      version = step.outputs['version'] ?? '';
    }
    const note = `StageRelease stage, dry run, ${commits} commits, version ${version}; fastest and largest of ${RUNS}`;
    return [
      {
        measure: 'release plan, time',
        unit: 'ms',
        ours: Math.min(...usages.map(({ startedAt, endedAt }) => endedAt - startedAt)),
        limit: timeLimit(MAX_MS, options),
        note,
      },
      {
        measure: 'release plan, memory',
        unit: 'bytes',
        ours: Math.max(...usages.map(({ peakBytes }) => peakBytes)),
        limit: { atMost: MAX_BYTES },
        note,
      },
    ];
  } finally {
    await sandbox.close();
  }
}

const TYPES = ['feat', 'fix', 'chore', 'docs', 'refactor'];

function* history(count: number): Generator<string> {
  for (let mark = 1; mark <= count; mark += 1) {
    const type = TYPES[mark % TYPES.length] ?? 'fix';
    yield* commitStream({
      ref: 'refs/heads/main',
      mark,
      message: `Merged PR ${mark}: ${type}(area): change number ${mark}\n\nWhat was done and why.\n\nRelated work items: #${mark}\n`,
      by: { name: 'Ada', email: 'ada@example.com' },
      at: new Date(Date.parse('2020-01-01T00:00:00Z') + mark * 60_000).toISOString().replace(/\.\d+Z$/, '+00:00'),
      files: [['file.txt', `${mark}\n`]],
      ...(mark > 1 ? { parent: mark - 1 } : {}),
    });
  }
}
