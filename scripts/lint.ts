// npm run lint: types, rules, arrows between folders, layout, dead code.
import { mapConcurrently } from '../src/concurrency.ts';
import { runNode } from './run-command.ts';

const CHECKS: readonly (readonly [name: string, ...args: string[]])[] = [
  [
    'eslint',
    'node_modules/eslint/bin/eslint.js',
    '.',
    '--max-warnings',
    '0',
    '--cache',
    '--cache-location',
    'out/cache/eslint',
  ],
  ['types', 'node_modules/typescript/bin/tsc', '-p', 'tsconfig.json'],
  ['types of the domains', 'node_modules/typescript/bin/tsc', '-p', 'src/tsconfig.json'],
  ['types of the hub', 'node_modules/typescript/bin/tsc', '-p', 'hub/tsconfig.json'],
  [
    'arrows',
    'node_modules/dependency-cruiser/bin/dependency-cruise.mjs',
    'src',
    'tasks',
    'hub',
    'sandbox',
    'scripts',
    'tests',
    '--config',
    '.dependency-cruiser.cjs',
  ],
  [
    'layout',
    'node_modules/prettier/bin/prettier.cjs',
    '--check',
    '--log-level=warn',
    '--cache',
    '--cache-location=out/cache/prettier',
    '.',
  ],
  ['dead code', 'node_modules/knip/bin/knip.js', '--no-progress'],
];

const results = await mapConcurrently(CHECKS, 2, async ([name, ...args]) => {
  const { status, output, seconds } = await runNode(args);
  console.log(`${status === 0 ? '✓' : '✗'} ${name} (${seconds.toFixed(1)} s)`);
  if (status !== 0) console.log(output);
  return status;
});
process.exitCode = results.some((status) => status !== 0) ? 1 : 0;
