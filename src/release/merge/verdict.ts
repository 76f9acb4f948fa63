import type { MergeIteration, VerdictStatus } from './ports.ts';

export interface Reviewed {
  readonly iterations: readonly MergeIteration[];
  readonly verdicts: readonly VerdictStatus[];
  /** The id of the identity that we act as, whose reviews are believed. */
  readonly own: string;
}

/** Anybody who may contribute can post a status of any name; where the service does not tell who did, it is believed. */
const isOurs = ({ by }: VerdictStatus, own: string): boolean =>
  by === undefined || by.toLowerCase() === own.toLowerCase();

/** The source commit of the newest update whose review by us succeeded. */
export function findReviewedCommit({ iterations, verdicts, own }: Reviewed): string | undefined {
  return iterations.findLast(({ id }) => findVerdict(verdicts, id, own)?.state === 'succeeded')?.sourceCommit;
}

const findVerdict = (verdicts: readonly VerdictStatus[], iteration: number, own: string): VerdictStatus | undefined =>
  verdicts.findLast((one) => one.iteration === iteration && isOurs(one, own));

/** Why the newest update, which has the commit, does not count as approved; undefined when it does. */
export function findVerdictProblem({ iterations, verdicts, own }: Reviewed): string | undefined {
  const iteration = iterations.at(-1)?.id;
  if (iteration === undefined) return 'it has no update with commits';
  const verdict = findVerdict(verdicts, iteration, own);
  if (verdict?.state === 'succeeded') return undefined;
  if (verdict) return `the AI review of update ${iteration} is ${verdict.state}: ${verdict.description}`;
  const foreign = verdicts.findLast((one) => one.iteration === iteration);
  if (foreign) {
    return `the status slipway/ai-review of update ${iteration} was posted by ${foreign.byName || 'somebody else'}, not by the identity of this run`;
  }
  return `update ${iteration} has no status slipway/ai-review`;
}
