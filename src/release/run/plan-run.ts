import { SlipwayError } from '../../errors.ts';
import { holdsParameters, type Parameters, parametersKey, sameParameters } from './parameters.ts';
import type { Pipeline, PipelineRun } from './ports.ts';

/** What makes two runs the same. */
export interface RunKey {
  readonly pipeline: Pipeline;
  /** refs/... */
  readonly branch: string | undefined;
  /** Undefined when it cannot be told before the run is queued. */
  readonly commit: string | undefined;
  readonly parameters: Parameters;
}

export type RunPlan =
  | { readonly kind: 'queue'; readonly key: RunKey }
  /** A run of the same that goes on or succeeded. */
  | { readonly kind: 'reuse'; readonly key: RunKey; readonly run: PipelineRun };

/** Hex digest of a text. */
export type Hash = (text: string) => string;

/** The tag of a run of ours: says with what it was queued, whatever defaults the service adds to its parameters. */
export function runTag({ pipeline, branch, commit, parameters }: RunKey, hash: Hash): string {
  const key = [pipeline.id, branch ?? null, commit ?? null, parametersKey(parameters)];
  return `slipway-run-${hash(JSON.stringify(key)).slice(0, 16)}`;
}

interface Known {
  /** The newest first; empty when nothing may be reused. */
  readonly runs: readonly PipelineRun[];
  readonly reuse: boolean;
  /** The run that this is. */
  readonly ownRunId: number | undefined;
  readonly hash: Hash;
}

/** Whether a run is queued or there is one of the same. Throws RUN_ITSELF for a run that would wait for itself. */
export function planRun(key: RunKey, { runs, reuse, ownRunId, hash }: Known): RunPlan {
  if (!reuse || key.commit === undefined) return { kind: 'queue', key };
  const tag = runTag(key, hash);
  const same = runs.filter(
    (run) =>
      isOf(run, key) &&
      (sameParameters(run.parameters, key.parameters) ||
        (run.tags.includes(tag) && holdsParameters(run.parameters, key.parameters))),
  );
  if (same.some(({ id }) => id === ownRunId)) throw waitsForItself(key);
  const run = chooseRun(same);
  return run ? { kind: 'reuse', key, run } : { kind: 'queue', key };
}

const isOf = (run: PipelineRun, { branch, commit }: RunKey): boolean =>
  run.commit.toLowerCase() === commit?.toLowerCase() && (branch === undefined || run.branch === branch);

/** The oldest that goes on, so that two who queue at once come to the same; else the newest that succeeded. */
function chooseRun(same: readonly PipelineRun[]): PipelineRun | undefined {
  const goingOn = same.filter(({ status }) => status === 'notStarted' || status === 'inProgress');
  const succeeded = same.filter(({ result }) => result === 'succeeded');
  return goingOn.toSorted((a, b) => a.id - b.id)[0] ?? succeeded.toSorted((a, b) => b.id - a.id)[0];
}

/**
 * The run of the same that somebody queued before ours, seen only now: ours is then one too many. It has the very
 * parameters that the service keeps of ours.
 */
export function findEarlier(ours: PipelineRun, runs: readonly PipelineRun[]): PipelineRun | undefined {
  return chooseRun(
    runs.filter(
      ({ id, commit, branch, parameters }) =>
        id < ours.id && commit === ours.commit && branch === ours.branch && sameParameters(parameters, ours.parameters),
    ),
  );
}

/** RUN_ITSELF: to wait for it would be to wait for ever. */
export const waitsForItself = ({ pipeline }: RunKey): SlipwayError =>
  new SlipwayError(`This run is itself the run of "${pipeline.name}" at this commit with these parameters.`, {
    kind: 'input',
    code: 'RUN_ITSELF',
    hint: 'Name another pipeline, another commit or other parameters, or set "reuse" to false.',
  });

/** The plan for people, in one line. */
export function describeRunPlan(plan: RunPlan): string {
  const { pipeline, branch, commit, parameters } = plan.key;
  const at = [branch?.replace(/^refs\/heads\//, ''), commit?.slice(0, 8)]
    .filter((part) => part !== undefined)
    .join(' at ');
  const given = Object.entries(parameters).map(([name, value]) => `${name}: ${value}`);
  const what = `"${pipeline.name}" (${pipeline.id})${at === '' ? '' : ` on ${at}`}${given.length === 0 ? '' : ` with ${given.join(', ')}`}`;
  switch (plan.kind) {
    case 'queue':
      return `- queue ${what}`;
    case 'reuse':
      return `- nothing to write: run ${plan.run.id} of ${what} ${plan.run.result === undefined ? 'goes on already' : 'succeeded already'}`;
  }
}
