import type { YamlRun } from '../../pipelines/run/documents.ts';
import { decideApproval, type ApprovalProgress } from './decide-approval.ts';
import type { BuildDocument, StageScript } from './documents.ts';

export type StageResult = 'succeeded' | 'succeededWithIssues' | 'failed' | 'canceled' | 'skipped';

export interface StageProgress {
  readonly script: StageScript;
  readonly state: 'pending' | 'inProgress' | 'completed';
  readonly result?: StageResult;
  /** When it was reached: its checks begin. Milliseconds since 1970. */
  readonly reached?: number;
  /** When its job began. */
  readonly start?: number;
  readonly end?: number;
  readonly approval?: ApprovalProgress;
}

export interface RunProgress {
  readonly status: 'notStarted' | 'inProgress' | 'cancelling' | 'completed';
  readonly result?: 'succeeded' | 'partiallySucceeded' | 'failed' | 'canceled';
  readonly start?: number;
  readonly end?: number;
  readonly stages: readonly StageProgress[];
}

interface Moment {
  readonly build: BuildDocument;
  readonly now: number;
  readonly cancelledAt: number;
}

const timeOf = (text: string | undefined) => (text === undefined ? Number.POSITIVE_INFINITY : Date.parse(text));

/** How a run stands at `now`, from its script, its decisions and its cancellation alone. */
export function progressOf(build: BuildDocument, now: number): RunProgress {
  if (build.yaml) return yamlProgress(build.yaml, build.cancelledAt !== undefined);
  const start = timeOf(build.queueTime) + build.queueSeconds * 1000;
  const cancelledAt = timeOf(build.cancelledAt);
  const stages = walk({ build, now, cancelledAt }, start);
  if (cancelledAt <= now && cancelledAt < start)
    return { status: 'completed', result: 'canceled', end: cancelledAt, stages };
  if (now < start) return { status: 'notStarted', stages };
  if (stages.some(({ state }) => state !== 'completed'))
    return { status: cancelledAt <= now ? 'cancelling' : 'inProgress', start, stages };
  const end = Math.max(start, ...stages.map((stage) => stage.end ?? start));
  return { status: 'completed', result: resultOf(stages, cancelledAt <= end), start, end, stages };
}

/** How a run of YAML stands: its document tells. Its stages are in the timeline. */
function yamlProgress({ startTime, finishTime, result }: YamlRun, isCancelled: boolean): RunProgress {
  const start = startTime === undefined ? {} : { start: Date.parse(startTime) };
  if (result !== undefined && finishTime !== undefined)
    return { status: 'completed', result, ...start, end: Date.parse(finishTime), stages: [] };
  const running = isCancelled ? 'cancelling' : 'inProgress';
  return { status: startTime === undefined ? 'notStarted' : running, ...start, stages: [] };
}

function resultOf(stages: readonly StageProgress[], cancelled: boolean): NonNullable<RunProgress['result']> {
  const results = stages.map(({ result }) => result);
  if (results.includes('canceled') || cancelled) return 'canceled';
  if (results.includes('failed')) return 'failed';
  return results.includes('succeededWithIssues') ? 'partiallySucceeded' : 'succeeded';
}

/** One stage after the other: each waits for the one before, and none runs after a failure. */
function walk(moment: Moment, runStart: number): readonly StageProgress[] {
  const stages: StageProgress[] = [];
  let at = runStart;
  let stopped = false;
  for (const script of moment.build.stages) {
    const stage: StageProgress = stopped ? skipped(script, at) : advance(moment, script, at);
    stages.push(stage);
    // What would come after a cancelled stage is never reached.
    at = stage.result === 'canceled' ? Number.POSITIVE_INFINITY : (stage.end ?? Number.POSITIVE_INFINITY);
    stopped ||= stage.result === 'failed' || stage.approval?.status === 'timedOut';
  }
  return stages;
}

const skipped = (script: StageScript, at: number): StageProgress => ended(script, at, { result: 'skipped' });

const ended = (
  script: StageScript,
  end: number,
  rest: Omit<StageProgress, 'script' | 'state' | 'end'>,
): StageProgress => ({ script, state: 'completed', end, ...rest });

/** A stage that is reached at `reached`, which may be in the future. */
function advance(moment: Moment, script: StageScript, reached: number): StageProgress {
  const { build, now, cancelledAt } = moment;
  if (cancelledAt <= now && cancelledAt < reached) return ended(script, cancelledAt, { result: 'canceled' });
  if (reached > now) return { script, state: 'pending' };
  if (build.stagesToSkip.includes(script.name)) return ended(script, reached, { result: 'skipped' });
  if (!script.approval) return run(moment, script, { reached, start: reached });
  const decisions = build.decisions.filter(({ stage }) => stage === script.name);
  const approval = decideApproval(script.approval, decisions, { start: reached, now, cancelledAt });
  const facts = { reached, approval };
  switch (approval.status) {
    case 'pending':
    case 'deferred':
      return { script, state: 'pending', ...facts };
    case 'rejected':
      return ended(script, approval.end, { result: 'failed', ...facts });
    case 'timedOut':
      return ended(script, approval.end, { result: 'skipped', ...facts });
    case 'canceled':
      return ended(script, approval.end, { result: 'canceled', ...facts });
    case 'approved':
      return run(moment, script, { ...facts, start: approval.end });
  }
}

function run(
  { build, now, cancelledAt }: Moment,
  script: StageScript,
  facts: { readonly reached: number; readonly start: number; readonly approval?: ApprovalProgress },
): StageProgress {
  const natural = script.seconds === 'never' ? Number.POSITIVE_INFINITY : facts.start + script.seconds * 1000;
  const cancelled = cancelledAt < natural && cancelledAt <= now;
  const end = cancelled ? Math.max(cancelledAt, facts.start) + build.cancelSeconds * 1000 : natural;
  if (end > now) return { script, state: 'inProgress', ...facts };
  return ended(script, end, { result: cancelled ? 'canceled' : script.result, ...facts });
}
