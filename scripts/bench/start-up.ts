import { spawn } from 'node:child_process';
import { cpSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { knownEndpoints } from '../../sandbox/agent/endpoints.ts';
import { agentEnvironment, taskEnvironment } from '../../sandbox/agent/environment.ts';
import { pullRequestJob } from '../../sandbox/agent/job-variables.ts';
import { Variables } from '../../sandbox/agent/variables.ts';
import { nodeBinary } from '../nodes.ts';
import { alternate, median } from './alternate.ts';
import { type BenchOptions, timeLimit } from './bench-options.ts';
import type { Figure } from './figure.ts';

const TASK = path.join(import.meta.dirname, '../../dist/tasks/AIReview');

/** How long a person waits for the first sign of life, next to a Node that does nothing. */
export async function measureStartUp(options: BenchOptions): Promise<Figure[]> {
  const figures: Figure[] = [];
  const work = path.join(options.folder, 'start-up');
  mkdirSync(path.join(work, '_temp'), { recursive: true });
  // As the agent has it: apart from this project, whose package.json would make it a module.
  const folder = path.join(work, '_tasks', 'AIReview');
  cpSync(TASK, folder, { recursive: true });
  const script = path.join(folder, 'index.js');
  const env = environment(work);
  for (const major of [20, 24] as const) {
    const node = nodeBinary(major);
    const runs = options.quick ? 5 : 15;
    const { a: ours, b: bare } = await alternate(
      runs,
      () => untilLine(node, [script], { cwd: work, env }, 'Slipway AIReview '),
      () => untilEnd(node, ['-e', '0'], { cwd: work, env }),
    );
    figures.push({
      measure: `first line, Node ${major}`,
      unit: 'ms',
      ours: median(ours),
      peer: median(bare),
      limit: timeLimit(4, options),
      note: `from spawn to the first line, next to "node -e 0" to its end; median of ${runs}`,
    });
  }
  return figures;
}

/** What an agent gives the task; nobody listens at the addresses, and it does not come so far. */
function environment(work: string): Record<string, string> {
  const url = 'http://127.0.0.1:9/';
  const token = 'not-a-token';
  const variables = new Variables(
    pullRequestJob({
      collectionUri: `${url}fabrikam/`,
      project: { id: '00000000-0000-4000-8000-000000000002', name: 'Shop' },
      repository: { id: '00000000-0000-4000-8000-000000000003', name: 'shop', uri: `${url}fabrikam/Shop/_git/shop` },
      build: { id: 1, number: '20261121.1', definitionName: 'pull-request' },
      sourceVersion: '0'.repeat(40),
      sourcesDirectory: work,
      tempDirectory: path.join(work, '_temp'),
      token,
      pullRequest: { id: 1, sourceBranch: 'refs/heads/feature/change', targetBranch: 'refs/heads/main' },
    }),
  );
  variables.addDefaults({ 'Agent.TempDirectory': path.join(work, '_temp'), 'Agent.Version': '4.265.1' });
  const endpoints = knownEndpoints({
    SYSTEMVSSCONNECTION: { url, authorization: { scheme: 'OAuth', parameters: { AccessToken: token } } },
    claude: { url, authorization: { scheme: 'Token', parameters: { apitoken: token } } },
  });
  const inputs = new Map([['claudeConnection', endpoints.find(({ name }) => name === 'claude')?.id ?? '']]);
  return taskEnvironment({ agentEnv: agentEnvironment(process.env), stepEnv: {}, variables, inputs, endpoints });
}

interface Place {
  readonly cwd: string;
  readonly env: Record<string, string>;
}

const begin = (node: string, args: readonly string[], place: Place) =>
  spawn(node, args, { ...place, stdio: ['ignore', 'pipe', 'ignore'], windowsHide: true });

/** Milliseconds until the process has printed a line that begins so; it is killed then, and waited for. */
function untilLine(node: string, args: readonly string[], place: Place, start: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const started = performance.now();
    const child = begin(node, args, place);
    let printed = '';
    let seen: number | undefined;
    child.stdout.on('data', (chunk: Buffer) => {
      printed += chunk.toString('utf8');
      if (seen !== undefined || !`\n${printed}`.includes(`\n${start}`)) return;
      seen = performance.now() - started;
      child.kill('SIGKILL');
    });
    child.once('error', reject);
    child.once('close', () => {
      if (seen === undefined) reject(new Error(`The task never printed "${start}":\n${printed}`));
      else resolve(seen);
    });
  });
}

/** Milliseconds until the process has ended. */
function untilEnd(node: string, args: readonly string[], place: Place): Promise<number> {
  return new Promise((resolve, reject) => {
    const started = performance.now();
    const child = begin(node, args, place);
    child.stdout.resume();
    child.once('error', reject);
    child.once('exit', () => resolve(performance.now() - started));
  });
}
