// npm start: the whole product on this machine. See --help.
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { playReviews } from '../sandbox/play-reviews.ts';
import { startSandbox } from '../sandbox/sandbox.ts';
import { seedOwn, seedSample } from '../sandbox/seed-sample.ts';
import { buildExtension } from './build-extension.ts';

const HELP = `npm start -- [options]
  --repo PATH     review a branch of a repository of yours instead of the sample
  --branch NAME   the branch to review (with --repo)
  --base NAME     the branch it goes into [main]
  --exit          end after the table; the exit status tells whether all went through
  --port N        port of the pages [any free one]
  --no-build      use dist/ as it is
ANTHROPIC_API_KEY makes the reviews real; without it a stand-in answers, which is no model.`;

const { values } = parseArgs({
  options: {
    repo: { type: 'string' },
    branch: { type: 'string' },
    base: { type: 'string', default: 'main' },
    exit: { type: 'boolean', default: false },
    port: { type: 'string', default: '0' },
    build: { type: 'boolean', default: true },
    help: { type: 'boolean', short: 'h', default: false },
  },
  allowNegative: true,
});

process.exitCode = await start();

async function start(): Promise<number> {
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  if ((values.repo === undefined) !== (values.branch === undefined)) {
    console.error('--repo and --branch go together. npm start -- --help tells more.');
    return 2;
  }
  const folder = mkdtempSync(path.join(os.tmpdir(), 'slipway-sandbox-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const interrupted = new Promise<void>((resolve) => process.once('SIGINT', resolve));
  if (values.build) {
    console.log('Building the tasks ...');
    await buildExtension();
  }
  const sandbox = await startSandbox({ folder, port: Number(values.port) });
  try {
    const { repo, branch, base } = values;
    const seeded =
      repo !== undefined && branch !== undefined
        ? await seedOwn(sandbox, { clone: repo, branch, base })
        : await seedSample(sandbox);
    const apiKey = process.env['ANTHROPIC_API_KEY'];
    const ok = await playReviews(sandbox, seeded, { folder, apiKey, print: (line) => console.log(line) });
    sandbox.traffic.write(path.join(import.meta.dirname, '../out/traffic'), 'start');
    console.log(`\nOpen ${sandbox.azureService.url} to see every thread where it was placed.`);
    if (!values.exit) {
      console.log('Ctrl+C ends the sandbox.');
      await interrupted;
    }
    return ok ? 0 : 1;
  } finally {
    await sandbox.close();
  }
}
