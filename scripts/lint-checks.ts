import { type CommandResult, runNode } from './run-command.ts';

type Check = readonly [name: string, ...args: string[]];

/** What `npm run lint` runs, the longest first: two at once end at about the same time. */
export const CHECKS: readonly Check[] = [
  ['types and rules', 'node_modules/oxlint/bin/oxlint'],
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
  ['layout', 'node_modules/oxfmt/bin/oxfmt', '--list-different', '.'],
  ['dead code', 'node_modules/knip/bin/knip.js', '--no-progress'],
];

/** Runs one of them and says how it went; what it prints is shown when it fails. */
export async function runCheck([name, ...args]: Check): Promise<CommandResult> {
  const result = await runNode(args);
  console.log(`${result.status === 0 ? '✓' : '✗'} ${name} (${result.seconds.toFixed(1)} s)`);
  if (result.status !== 0) console.log(result.output);
  return result;
}
