import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { BenchOptions } from './bench-options.ts';
import { measureBundleSize } from './bundle-size.ts';
import type { Figure } from './figure.ts';
import { measureGrep } from './grep.ts';
import { measureLargePullRequest } from './large-pull-request.ts';
import { measureLargeRepository } from './large-repository.ts';
import { measurePrompts } from './prompt-bytes.ts';
import { measureReleasePlan } from './release-plan.ts';
import { measureSecondRun } from './second-run.ts';
import { measureStartUp } from './start-up.ts';

const MEASURES: Readonly<Record<string, (options: BenchOptions) => Promise<Figure[]> | Figure[]>> = {
  bundle: measureBundleSize,
  start: measureStartUp,
  prompt: measurePrompts,
  'second-run': measureSecondRun,
  'large-repository': measureLargeRepository,
  'large-pull-request': measureLargePullRequest,
  grep: measureGrep,
  'release-plan': measureReleasePlan,
};

/** What can be measured, by name, in the order it is. */
export const MEASURE_NAMES: readonly string[] = Object.keys(MEASURES);

/** Measures one thing after the other, so that none weighs on another. Needs the built tasks. */
export async function runBench(
  names: readonly string[],
  { quick, say }: Pick<BenchOptions, 'quick' | 'say'>,
): Promise<Figure[]> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'slipway-bench-'));
  const figures: Figure[] = [];
  try {
    for (const name of names) {
      say(`Measuring ${name} ...`);
      figures.push(...((await MEASURES[name]?.({ quick, folder, say })) ?? []));
    }
    return figures;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
