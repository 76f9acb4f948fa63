import type { FailureFacts, RunState, StageFacts, StageState } from './render/facts.ts';

/** A record of a run's timeline. */
export interface RunRecord {
  readonly id: string;
  readonly parentId: string | undefined;
  /** Stage, Phase, Job, Task, Checkpoint, Checkpoint.Approval, ... */
  readonly type: string;
  readonly name: string;
  /** Of a step: the task that it runs. */
  readonly task?: string | undefined;
  readonly state: 'pending' | 'inProgress' | 'completed';
  /** Undefined until it is completed. */
  readonly result: string | undefined;
  readonly order: number;
  readonly issues: readonly { readonly type: 'error' | 'warning'; readonly message: string }[];
}

/** How a run stands while one of its own jobs looks at it. */
export interface RunProgress {
  readonly state: RunState;
  readonly stages: readonly StageFacts[];
  readonly failure: FailureFacts | undefined;
}

/** `Agent.JobStatus`: how the own job has done so far. */
export type JobStatus = 'Succeeded' | 'SucceededWithIssues' | 'Failed' | 'Canceled';

const ENDS: Readonly<Record<JobStatus, StageState>> = {
  Succeeded: 'succeeded',
  SucceededWithIssues: 'partiallySucceeded',
  Failed: 'failed',
  Canceled: 'cancelled',
};

const MAX_DEPTH = 20;
/** What the agent does before and after the steps of a job. */
const OWN_STEPS = /^(Initialize job|Checkout|Post-job|Finalize Job|Report build status)/;
/** The one stage of a pipeline that names none. */
const UNNAMED = '__default';

/**
 * Where the run stands. The job that looks counts as the run's last one when no other stage, job or step is left; `runUrl`
 * is where people find the run.
 */
export function describeProgress(
  records: readonly RunRecord[],
  jobStatus: JobStatus | undefined,
  runUrl: string,
): RunProgress {
  const known = new Map(records.map((record) => [record.id, record]));
  const named = inOrder(records.filter(({ type, name }) => type === 'Stage' && name !== UNNAMED));
  const telling = named.filter((stage) => onlyTells(stage, records, known));
  const isOver = isLast(records, (record) => telling.some((stage) => stage === stageOf(record, known)));
  const factsOf = (stage: RunRecord) => {
    const gates = records.filter(({ type }) => /^Checkpoint\b/.test(type));
    const state = stageState(
      stage,
      gates.filter((one) => stageOf(one, known) === stage),
    );
    return { name: stage.name, state };
  };
  const state = runState({ stages: named.map(factsOf), isOver, jobStatus });
  // Nothing corrects the last message: it must not say of its own stage that it runs.
  const shown = isOver ? named.filter((stage) => !telling.includes(stage)) : named;
  const own = jobStatus === undefined ? 'running' : ENDS[jobStatus];
  const stages = shown.map(factsOf).map(({ name, state: stands }) => ({
    name,
    state: isOver && stands === 'running' ? own : stands,
  }));
  return { state, stages, failure: findFailure(records, known, runUrl) };
}

/** A stage under way that has nothing but messages to people, such as the last one, or a relay that ends after it. */
function onlyTells(stage: RunRecord, records: readonly RunRecord[], known: ReadonlyMap<string, RunRecord>): boolean {
  if (stage.state !== 'inProgress') return false;
  const below = records.filter((record) => stageOf(record, known) === stage);
  const steps = below.filter(({ type, name }) => type === 'Task' && !OWN_STEPS.test(name));
  const hasStep = (job: RunRecord) => steps.some((step) => ancestors(step, known).includes(job));
  return (
    steps.length > 0 &&
    steps.every(({ task }) => task === 'SlackNotify') &&
    below.filter(({ type }) => type === 'Phase').every(hasStep)
  );
}

/** `gates`: its checkpoint, if it came to one, and that one's checks. */
function stageState({ state, result }: RunRecord, gates: readonly RunRecord[]): StageState {
  const approvals = gates.filter(({ type }) => type === 'Checkpoint.Approval');
  if (approvals.some((approval) => approval.state !== 'completed')) return 'waiting';
  if (state === 'pending') return 'pending';
  if (state === 'inProgress') return 'running';
  switch (result) {
    case 'succeeded':
      return 'succeeded';
    case 'succeededWithIssues':
      return 'partiallySucceeded';
    case 'canceled':
    case 'abandoned':
      return 'cancelled';
    case 'skipped':
      // What is left out for other reasons comes to no gate.
      return gates.some((gate) => gate.type === 'Checkpoint' && gate.result !== 'succeeded') ? 'timedOut' : 'skipped';
    default:
      return approvals.some((approval) => approval.result === 'failed') ? 'rejected' : 'failed';
  }
}

interface Looked {
  readonly stages: readonly StageFacts[];
  readonly isOver: boolean;
  readonly jobStatus: JobStatus | undefined;
}

function runState({ stages, isOver, jobStatus }: Looked): RunState {
  const has = (...states: readonly StageState[]) => stages.some(({ state }) => states.includes(state));
  if (jobStatus === 'Canceled' || has('cancelled')) return 'cancelled';
  if (has('rejected')) return 'rejected';
  if (jobStatus === 'Failed' || has('failed')) return 'failed';
  if (has('timedOut')) return 'timedOut';
  if (has('waiting')) return 'waiting';
  if (!isOver) return 'running';
  return jobStatus === 'SucceededWithIssues' || has('partiallySucceeded') ? 'partiallySucceeded' : 'succeeded';
}

/** Nothing is left to be done but the step that looks, which is in a stage that only tells when there is one. */
function isLast(records: readonly RunRecord[], tells: (record: RunRecord) => boolean): boolean {
  const others = records.filter((record) => !tells(record));
  const own = others.length < records.length ? 0 : 1;
  const open = (type: string) => others.filter((record) => record.type === type && record.state !== 'completed');
  const steps = open('Task').filter(({ name, state }) => state === 'pending' && !OWN_STEPS.test(name));
  return records.length > 0 && open('Stage').length <= own && open('Job').length <= own && steps.length === 0;
}

/** The first step that failed, else the first job, with the first error that it told. */
function findFailure(
  records: readonly RunRecord[],
  known: ReadonlyMap<string, RunRecord>,
  runUrl: string,
): FailureFacts | undefined {
  const failed = (type: string) =>
    inOrder(records.filter((record) => record.type === type && record.result === 'failed')).at(0);
  const step = failed('Task') ?? failed('Job') ?? failed('Stage');
  if (step === undefined) return undefined;
  const path = [step, ...ancestors(step, known)].filter(({ type, name }) => type !== 'Phase' && name !== UNNAMED);
  const issue = step.issues.find(({ type }) => type === 'error')?.message;
  const job = path.find(({ type }) => type === 'Job');
  const log = job === undefined ? '' : `&view=logs&j=${job.id}${step.type === 'Task' ? `&t=${step.id}` : ''}`;
  return { where: path.map(({ name }) => name).toReversed(), issue, url: `${runUrl}${log}` };
}

const inOrder = (records: readonly RunRecord[]): readonly RunRecord[] =>
  records.toSorted((one, other) => one.order - other.order);

const stageOf = (record: RunRecord, known: ReadonlyMap<string, RunRecord>): RunRecord | undefined =>
  [record, ...ancestors(record, known)].find(({ type }) => type === 'Stage');

function ancestors(record: RunRecord, known: ReadonlyMap<string, RunRecord>): readonly RunRecord[] {
  const above: RunRecord[] = [];
  for (let at: RunRecord | undefined = record; above.length < MAX_DEPTH;) {
    at = at.parentId === undefined ? undefined : known.get(at.parentId);
    if (at === undefined) break;
    above.push(at);
  }
  return above;
}
