import { readdirSync } from 'node:fs';
import path from 'node:path';

/** Seen on both Nodes at every change: each task's start, inputs and end. The sweep runs all on both. */
const BOTH = ['commands'];

/** Long ones that tell little about Node: they run on the newer one. The others run on the older one. */
const NEWER = [
  'faults',
  'from-vsix',
  'merge-auto-complete',
  'pipelines',
  'pipelines-slack',
  'pipelines-triggers',
  'release-killed',
  'release-races',
  'sizes',
  'slack-killed',
  'slack-load',
  'slack-post',
  'slack-relay',
  'start',
  'tickets',
  'together',
  'transitions-datacenter',
];

/** Plays of which the others have samples: `npm run sweep` runs them, on both. */
const SWEEP = ['pipelines-gates', 'pull-request-paths'];

const folder = 'tests/e2e';

/**
 * The end-to-end files for a Node. Each runs on one Node at least, but for the plays that only `npm run sweep` runs; that
 * runs each on both.
 */
export function endToEndFiles(major: 20 | 24): readonly string[] {
  const names = readdirSync(path.join(import.meta.dirname, '..', folder)).map((file) => file.replace('.test.ts', ''));
  const unknown = [...BOTH, ...NEWER, ...SWEEP].filter((name) => !names.includes(name));
  if (unknown.length > 0) throw new Error(`${folder} has no ${unknown.join(', ')}: correct scripts/e2e-split.ts.`);
  const usual = names.filter((name) => !SWEEP.includes(name));
  const wanted = usual.filter((name) => BOTH.includes(name) || NEWER.includes(name) === (major === 24));
  return wanted.map((name) => `${folder}/${name}.test.ts`);
}
