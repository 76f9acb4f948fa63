import type { Result } from '../expressions/context.ts';
import type { RunResult } from './documents.ts';

const WORST_FIRST: readonly Result[] = ['Failed', 'Canceled', 'SucceededWithIssues', 'Succeeded', 'Skipped'];

/** How a stage ends whose jobs ended like this: one that failed decides. */
export const stageResult = (jobs: readonly Result[]): Result =>
  WORST_FIRST.find((result) => jobs.includes(result)) ?? 'Succeeded';

/** How a run ends; stages that were skipped count for nothing. */
export function runResult(stages: readonly Result[], isCanceled: boolean): RunResult {
  if (isCanceled || stages.includes('Canceled'))
    return stages.includes('Failed') && !isCanceled ? 'failed' : 'canceled';
  if (stages.includes('Failed')) return 'failed';
  return stages.includes('SucceededWithIssues') ? 'partiallySucceeded' : 'succeeded';
}
