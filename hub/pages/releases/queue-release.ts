import { asProblem, type HubProblem, isCertain } from '../../host/hub-problem.ts';
import { listPipelineRuns, type QueuedRun, sendRun } from '../../host/queue-run.ts';
import type { Rest } from '../../host/rest.ts';

interface Wanted {
  readonly project: string;
  readonly userId: string;
  readonly pipeline: { readonly id: number; readonly name: string };
  readonly parameters: Readonly<Record<string, string>>;
}

export type QueueOutcome =
  | {
      readonly kind: 'queued';
      readonly run: { readonly id: number; readonly number: string };
      /** Others that came of the same: browsers may send again on their own what a broken connection took. */
      readonly twins: readonly { readonly id: number; readonly number: string }[];
    }
  | { readonly kind: 'notQueued'; readonly problem: HubProblem }
  /** The answer was lost and no run is seen. `known` are the runs that were there before: give it to the next try. */
  | { readonly kind: 'unknown'; readonly problem: HubProblem; readonly known: ReadonlySet<number> };

/**
 * Queues a run, once: after a lost answer it looks for a run of this user with these parameters that was not there before, and
 * so does the next try before it sends anything. Never throws.
 */
export async function queueRelease(rest: Rest, wanted: Wanted, known?: ReadonlySet<number>): Promise<QueueOutcome> {
  const { project, pipeline, parameters } = wanted;
  const what = `a run of ${pipeline.name}`;
  let before: readonly QueuedRun[];
  try {
    before = await listPipelineRuns(rest, { project }, pipeline);
  } catch (error) {
    const problem = asProblem(error, what);
    return known === undefined ? { kind: 'notQueued', problem } : { kind: 'unknown', problem, known };
  }
  const done = known ? findOwn(before, wanted, known) : [];
  if (known && done.length > 0) return queued(done);
  const there = new Set([...(known ?? []), ...before.map(({ id }) => id)]);
  const sent = await sendRun(rest, { project }, { ...pipeline, parameters }).catch((error: unknown) =>
    asProblem(error, what),
  );
  if (sent instanceof Error && isCertain(sent)) return { kind: 'notQueued', problem: sent };
  const after = await listPipelineRuns(rest, { project }, pipeline).catch((): readonly QueuedRun[] => []);
  const own = findOwn(after, wanted, there);
  if (!(sent instanceof Error)) return queued([sent, ...own.filter(({ id }) => id !== sent.id)]);
  return own.length > 0 ? queued(own) : { kind: 'unknown', problem: sent, known: there };
}

type QueuedOutcome = Extract<QueueOutcome, { readonly kind: 'queued' }>;

function queued([run, ...twins]: readonly QueuedOutcome['run'][]): QueuedOutcome {
  if (run === undefined) throw new Error('No run was queued.');
  const told = ({ id, number }: QueuedOutcome['run']) => ({ id, number });
  return { kind: 'queued', run: told(run), twins: twins.map(told) };
}

/** The runs of the user that are new and were given the same, the oldest first. */
const findOwn = (
  runs: readonly QueuedRun[],
  { userId, parameters }: Wanted,
  known: ReadonlySet<number>,
): readonly QueuedRun[] =>
  runs
    .filter(
      (run) =>
        !known.has(run.id) &&
        run.by.id.toLowerCase() === userId.toLowerCase() &&
        Object.entries(parameters).every(([name, value]) =>
          [undefined, value].includes(run.parameters[name] as string),
        ),
    )
    .toSorted((one, other) => one.id - other.id);
