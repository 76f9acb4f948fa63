// npm run sweep: the long trials in full, and every end-to-end test on both Nodes; npm test holds a sample of each.
import { buildExtension } from './build-extension.ts';
import { nodeBinary } from './nodes.ts';
import { runNode } from './run-command.ts';

const MOCHA = 'node_modules/mocha/bin/mocha.js';
const TRIALS = [
  'tests/unit/release/together.test.ts',
  'tests/unit/chat/clicks-together.test.ts',
  'tests/unit/chat/render/any-message.test.ts',
  'tests/unit/chat/render/any-release.test.ts',
  'tests/e2e/faults.test.ts',
  'tests/e2e/release-killed.test.ts',
  'tests/e2e/release-races.test.ts',
  'tests/e2e/sizes.test.ts',
  'tests/e2e/tickets.test.ts',
  'tests/e2e/together.test.ts',
  'tests/e2e/slack-killed.test.ts',
  'tests/e2e/slack-load.test.ts',
];

async function play(name: string, args: readonly string[], env: Record<string, string>): Promise<void> {
  console.log(`\n── ${name}`);
  const { status, seconds } = await runNode([MOCHA, ...args], { live: true, env });
  console.log(`${status === 0 ? '✓' : '✗'} ${name} (${seconds.toFixed(0)} s)`);
  if (status !== 0) process.exitCode = 1;
}

await buildExtension();
/** Words: of the trials those whose file has one, and `nodes`. */
const wanted = process.argv.slice(2);
const chosen = TRIALS.filter((file) => wanted.length === 0 || wanted.some((word) => file.includes(word)));
for (const file of chosen) await play(file, [file, '--timeout', '0'], { SLIPWAY_SWEEP: '1' });
if (wanted.length === 0 || wanted.includes('nodes')) {
  for (const major of [20, 24] as const) {
    const files = ['tests/e2e/**/*.test.ts', '--parallel', '--jobs', '2'];
    await play(`end to end on Node ${major}`, files, { TASK_NODE: nodeBinary(major) });
  }
}
