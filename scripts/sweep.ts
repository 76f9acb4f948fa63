// npm run sweep: the long trials in full; npm test holds a sample of each.
import path from 'node:path';
import { buildExtension } from './build-extension.ts';
import { runNode } from './run-command.ts';

const TRIALS = [
  'tests/unit/tickets/random-workflows.test.ts',
  'tests/unit/release/together.test.ts',
  'tests/e2e/release-killed.test.ts',
  'tests/e2e/release-races.test.ts',
];

await buildExtension();
const wanted = process.argv.slice(2);
const chosen = TRIALS.filter((file) => wanted.length === 0 || wanted.some((word) => file.includes(word)));
const mocha = path.join('node_modules/mocha/bin/mocha.js');
for (const file of chosen) {
  console.log(`\n── ${file}`);
  const { status, seconds } = await runNode([mocha, file, '--timeout', '0'], {
    live: true,
    env: { SLIPWAY_SWEEP: '1' },
  });
  console.log(`${status === 0 ? '✓' : '✗'} ${file} (${seconds.toFixed(0)} s)`);
  if (status !== 0) process.exitCode = 1;
}
