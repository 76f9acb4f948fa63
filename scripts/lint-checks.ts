import { type CommandResult, runNode } from './run-command.ts';

type Check = readonly [name: string, ...args: string[]];

/** What `npm run lint` runs, the longest first: two at once end at about the same time. */
export const CHECKS: readonly Check[] = [
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
  ['types of its host', 'node_modules/typescript/bin/tsc', '-p', 'sandbox/hub/page/tsconfig.json'],
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

/** Runs one of them and says how it went; what it prints is shown when it fails. */
export async function runCheck([name, ...args]: Check): Promise<CommandResult> {
  const result = await runNode(args);
  console.log(`${result.status === 0 ? '✓' : '✗'} ${name} (${result.seconds.toFixed(1)} s)`);
  if (result.status !== 0) console.log(result.output);
  return result;
}
