// npm start: the whole product on this machine, from reviews to a release. See --help.
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { playRelease } from '../sandbox/play-release.ts';
import { playReviews } from '../sandbox/play-reviews.ts';
import { type Sandbox, startSandbox } from '../sandbox/sandbox.ts';
import { BOARD_PROJECT } from '../sandbox/seed-board.ts';
import { type Seeded, seedOwn, seedSample } from '../sandbox/seed-sample.ts';
import { findApiKey } from './api-key.ts';
import { buildExtension } from './build-extension.ts';
import { runCommand, UsageError } from './usage.ts';

const HELP = `npm start -- [options]
  --repo PATH     review a branch of a repository of yours; no release is played
  --branch NAME   the branch to review (with --repo)
  --base NAME     the branch it goes into [main]
  --exit          end after the tables; the exit status tells whether all went through
  --port N        port of the pages [any free one]
  --no-build      use dist/ as it is
ANTHROPIC_API_KEY makes reviews and drafts of tickets real; without it a stand-in answers, which is no model.`;

const OPTIONS = {
  repo: { type: 'string' },
  branch: { type: 'string' },
  base: { type: 'string', default: 'main' },
  exit: { type: 'boolean', default: false },
  port: { type: 'string', default: '0' },
  build: { type: 'boolean', default: true },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

const root = path.join(import.meta.dirname, '..');

await runCommand({ name: 'npm start', run: start });

async function start(signal: AbortSignal): Promise<number> {
  const { values } = parseArgs({ options: OPTIONS, allowNegative: true });
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const port = readPort(values);
  if (values.build) {
    console.log('Building the tasks ...');
    await buildExtension();
  } else if (!existsSync(path.join(root, 'dist/tasks/AIReview/index.js'))) {
    throw new UsageError('There is no dist/ yet: leave out --no-build.');
  }
  signal.throwIfAborted();
  const folder = mkdtempSync(path.join(os.tmpdir(), 'slipway-sandbox-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const sandbox = await startSandbox({ folder, port }).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') {
      throw new UsageError(`Port ${port} is in use.`);
    }
    throw error;
  });
  try {
    const seeded = await seed(sandbox, values);
    const apiKey = findApiKey();
    const options = { folder, apiKey, signal, print: (line: string) => console.log(line) };
    const isReviewed = await playReviews(sandbox, seeded, options);
    const isReleased = values.repo !== undefined || (await playRelease(sandbox, seeded, options));
    sandbox.traffic.write(path.join(root, 'out/traffic'), 'start');
    console.log(renderAddresses(sandbox, seeded, values));
    if (!values.exit) {
      console.log('Ctrl+C ends the sandbox.');
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
    }
    return isReviewed && isReleased ? 0 : 1;
  } finally {
    await sandbox.close();
  }
}

/** Where there is something to see. */
function renderAddresses({ azureService, jira }: Sandbox, { repository }: Seeded, { repo }: Values): string {
  const threads = `\nPull requests, every thread where it was placed:  ${azureService.url}`;
  if (repo !== undefined) return threads;
  return [
    threads,
    `Releases, ledger, tags and runs:                  ${repository.cloneUrl()}/releases`,
    `The board of the tickets:                         ${jira.siteUrl()}/projects/${BOARD_PROJECT}/board`,
  ].join('\n');
}

interface Values {
  readonly repo?: string | undefined;
  readonly branch?: string | undefined;
  readonly base: string;
  readonly port: string;
}

function readPort({ repo, branch, port: text }: Values): number {
  if ((repo === undefined) !== (branch === undefined)) throw new UsageError('--repo and --branch go together.');
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new UsageError(`--port ${text} is no port.`);
  return port;
}

/** The sample, or a branch of somebody's own repository. */
async function seed(sandbox: Sandbox, { repo, branch, base }: Values): Promise<Seeded> {
  if (repo === undefined || branch === undefined) return seedSample(sandbox);
  return seedOwn(sandbox, { clone: repo, branch, base }).catch(() => {
    throw new UsageError(`${repo} is no git repository with the branches ${branch} and ${base}.`);
  });
}
