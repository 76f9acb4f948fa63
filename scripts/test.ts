// npm test: everything that must pass. The last line counts.
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { mapConcurrently } from '../src/concurrency.ts';
import { endToEndFiles } from './e2e-split.ts';
import { CHECKS, runCheck } from './lint-checks.ts';
import { nodeBinary } from './nodes.ts';
import { type CommandResult, runNode } from './run-command.ts';

const out = path.join(import.meta.dirname, '../out/test');
const MOCHA = 'node_modules/mocha/bin/mocha.js';
const C8 = [
  'node_modules/c8/bin/c8.js',
  '--include=src/**/*.ts',
  '--exclude-after-remap',
  '--reporter=text-summary',
  '--reporter=json-summary',
  '--reports-dir=out/coverage',
  '--temp-directory=out/coverage/tmp',
];

/** What a machine's own environment may say: no test and no task believes it. */
const JUNK = Object.fromEntries(
  [
    'ANTHROPIC_API_KEY',
    'ANTHROPIC_BASE_URL',
    'JIRA_API_TOKEN',
    'JIRA_BASE_URL',
    'JIRA_EMAIL',
    'SLACK_BOT_TOKEN',
    'SLACK_WEBHOOK_URL',
    'SYSTEM_ACCESSTOKEN',
    'SYSTEM_COLLECTIONURI',
    'SYSTEM_TEAMPROJECT',
  ].map((name) => [name, 'junk of the machine']),
);

let passed = 0;
let failed = 0;

/** A step that is one test: it passes or fails as a whole. */
async function step(name: string, args: readonly string[]): Promise<boolean> {
  console.log(`\n── ${name}`);
  const { status, seconds } = await runNode(args, { live: true });
  count(name, status === 0 ? 1 : 0, status === 0 ? 0 : 1, seconds);
  return status === 0;
}

/** A mocha suite; `prefix` runs it under coverage. */
async function suite(
  name: string,
  files: string | readonly string[],
  options: { prefix?: readonly string[]; env?: Record<string, string>; args?: readonly string[] } = {},
): Promise<void> {
  console.log(`\n── ${name}`);
  const counts = path.join(out, `${name.replace(/\W+/g, '-')}.json`);
  const args = [
    ...(options.prefix ?? []),
    MOCHA,
    ...[files].flat(),
    '--reporter',
    'scripts/mocha-reporter.cjs',
    ...(options.args ?? []),
  ];
  const result = await runNode(args, { live: true, env: { ...JUNK, ...options.env, SLIPWAY_TEST_COUNTS: counts } });
  const { passes, failures } = readCounts(counts, result);
  count(name, passes, failures, result.seconds);
}

/** A suite that ended badly without a failure of its own (a crash, no test, too little coverage) counts as one. */
function readCounts(file: string, { status }: CommandResult): { passes: number; failures: number } {
  let counts: { passes: number; failures: number };
  try {
    counts = JSON.parse(readFileSync(file, 'utf8')) as typeof counts;
  } catch {
    return { passes: 0, failures: 1 };
  }
  return status !== 0 && counts.failures === 0 ? { ...counts, failures: 1 } : counts;
}

function count(name: string, passes: number, failures: number, seconds: number): void {
  passed += passes;
  failed += failures;
  console.log(`${failures === 0 ? '✓' : '✗'} ${name}: ${passes} passed, ${failures} failed (${seconds.toFixed(0)} s)`);
}

/** Packs the extension while the rest is linted, on two cores: each is one test. */
async function lintAndPack(): Promise<boolean> {
  console.log('\n── lint and package');
  const pack = ['package', '--import=tsx', 'scripts/package.ts'] as const;
  const [longest, ...others] = CHECKS;
  const started = performance.now();
  const jobs = [...(longest ? [longest] : []), pack, ...others];
  const results = await mapConcurrently(jobs, 2, async (job) => ({ job, ...(await runCheck(job)) }));
  const packed = results.find(({ job }) => job === pack);
  const isClean = results.every(({ job, status }) => job === pack || status === 0);
  count('lint', isClean ? 1 : 0, isClean ? 0 : 1, (performance.now() - started) / 1000);
  const isPacked = packed?.status === 0;
  count('package', isPacked ? 1 : 0, isPacked ? 0 : 1, packed?.seconds ?? 0);
  return isPacked;
}

/**
 * One lane for each Node beside the other, which take their files one after another: so neither core waits for the other's
 * last file. The browser follows, in two parts, one in each lane.
 */
async function endToEnd(): Promise<void> {
  const lanes = [
    ...([24, 20] as const).map(
      (major) => () =>
        suite(`end to end on Node ${major}`, endToEndFiles(major), {
          env: { TASK_NODE: nodeBinary(major) },
          args: ['--exit'],
        }),
    ),
    () => suite('hub in a browser', 'tests/browser/hub-*.test.ts', { args: ['--exit'] }),
    () => suite('sandbox in a browser', 'tests/browser/!(hub-)*.test.ts', { args: ['--exit'] }),
  ];
  await mapConcurrently(lanes, 2, (lane) => lane());
}

rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
const built = await lintAndPack();
await suite('unit and contract', 'tests/{unit,contract}/**/*.test.ts', {
  prefix: C8,
  args: ['--parallel', '--jobs', '2', '--require', './scripts/keep-coverage.cjs'],
});
await step('coverage of the domains', ['--import=tsx', 'scripts/check-coverage.ts']);
if (built) await endToEnd();
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
