import { findCheckpoint } from '../environments/checkpoint.ts';
import { timelineRecords as checkRecords } from '../environments/timeline.ts';
import type { Result } from '../../pipelines/expressions/context.ts';
import type {
  JobState,
  StageAttempt,
  StageState,
  StepIssue,
  StepState,
  YamlRun,
} from '../../pipelines/run/documents.ts';
import { jobPlanOf, planOf } from '../../pipelines/run/run-state.ts';
import type { BuildPlace } from './place.ts';
import { buildUrl } from './present.ts';
import { recordId } from './record-id.ts';

interface Facts {
  readonly id: string;
  readonly parentId?: string;
  readonly type: string;
  readonly name: string;
  readonly identifier: string;
  readonly order: number;
  readonly attempt: number;
  readonly state: 'pending' | 'inProgress' | 'completed';
  readonly result?: Result | undefined;
  readonly startTime?: string | undefined;
  readonly finishTime?: string | undefined;
  readonly issues: readonly StepIssue[];
}

const RESULTS = {
  Succeeded: 'succeeded',
  SucceededWithIssues: 'succeededWithIssues',
  Failed: 'failed',
  Canceled: 'canceled',
  Skipped: 'skipped',
} as const;

function record({ issues, result, startTime, finishTime, ...facts }: Facts) {
  const count = (type: StepIssue['type']) => issues.filter((issue) => issue.type === type).length;
  return {
    previousAttempts: [] as readonly unknown[],
    ...facts,
    ...(startTime === undefined ? {} : { startTime }),
    ...(finishTime === undefined ? {} : { finishTime }),
    ...(result === undefined ? {} : { result: RESULTS[result] }),
    errorCount: count('error'),
    warningCount: count('warning'),
    ...(issues.length === 0 ? {} : { issues: issues.map((issue) => ({ ...issue, category: 'General', data: {} })) }),
  };
}

/** The records of a run of YAML, as its newest attempts have it. */
export const yamlTimeline = (place: BuildPlace) =>
  stagesOf(place).flatMap((stage, index) => {
    const newest = stage.attempts.at(-1);
    return newest ? stageRecords(place, stage, { attempt: newest, order: index + 1 }) : [];
  });

/** The records of an earlier attempt of a stage, which `previousAttempts` names; undefined for another id. */
export function earlierTimeline(place: BuildPlace, timelineId: string) {
  for (const [index, stage] of stagesOf(place).entries())
    for (const attempt of stage.attempts.slice(0, -1))
      if (timelineOf(place, stage.name, attempt) === timelineId)
        return stageRecords(place, stage, { attempt, order: index + 1 });
  return undefined;
}

const runOf = ({ build }: BuildPlace): YamlRun | undefined => build.yaml;
const stagesOf = (place: BuildPlace): readonly StageState[] => runOf(place)?.stages ?? [];

const timelineOf = ({ organisation, build }: BuildPlace, stage: string, { attempt }: StageAttempt) =>
  recordId(organisation.document.id, build.id, stage, 'timeline', attempt);

interface StageFacts {
  readonly attempt: StageAttempt;
  readonly order: number;
}

function stageRecords(place: BuildPlace, stage: StageState, { attempt, order }: StageFacts) {
  const { organisation, build } = place;
  const run = runOf(place);
  if (!run) return [];
  const { name } = stage;
  const id = recordId(organisation.document.id, build.id, name, 'Stage');
  const earlier = stage.attempts.filter((one) => one.attempt < attempt.attempt);
  const own = {
    ...record({
      id,
      type: 'Stage',
      name: planOf(run, name).displayName,
      identifier: name,
      order,
      attempt: attempt.attempt,
      state: STAGE_STATES[attempt.state],
      result: attempt.result,
      startTime: attempt.startTime,
      finishTime: attempt.finishTime,
      issues: attempt.issues,
    }),
    previousAttempts: earlier.map((one) => ({
      attempt: one.attempt,
      timelineId: timelineOf(place, name, one),
      recordId: id,
    })),
  };
  const checkpoint = findCheckpoint(place, { buildId: build.id, stage: name, attempt: attempt.attempt });
  const begun = attempt.startTime !== undefined;
  return [
    own,
    ...(checkpoint ? checkRecords(place, checkpoint, id) : []),
    ...(begun
      ? attempt.jobs.flatMap((job, index) =>
          jobRecords(place, { run, stage: name, stageId: id }, { job, order: index + 1 }),
        )
      : []),
  ];
}

const STAGE_STATES = {
  pending: 'pending',
  checking: 'pending',
  running: 'inProgress',
  completed: 'completed',
} as const;
const JOB_STATES = { pending: 'pending', queued: 'pending', running: 'inProgress', completed: 'completed' } as const;

function jobRecords(
  place: BuildPlace,
  { run, stage, stageId }: { readonly run: YamlRun; readonly stage: string; readonly stageId: string },
  { job, order }: { readonly job: JobState; readonly order: number },
) {
  const { displayName } = jobPlanOf(run, { stage, job: job.name });
  const phase: Facts = {
    id: recordId(job.id, 'Phase'),
    parentId: stageId,
    type: 'Phase',
    name: displayName,
    identifier: `${stage}.${job.name}`,
    order,
    attempt: job.attempt,
    state: JOB_STATES[job.state],
    result: job.result,
    startTime: job.startTime,
    finishTime: job.finishTime,
    issues: [],
  };
  const identifier = `${stage}.${job.name}.__default`;
  const own = { ...phase, id: job.id, parentId: phase.id, type: 'Job', identifier, order: 1, issues: job.issues };
  const worker = job.startTime === undefined ? {} : { workerName: 'sandbox' };
  // A job that was never reached has its phase alone.
  if (job.startTime === undefined && job.state === 'completed') return [record({ ...phase, issues: job.issues })];
  return [
    record(phase),
    { ...record(own), ...worker },
    ...job.steps.map((step, index) => stepRecord(place, job, { step, order: index + 1, identifier })),
  ];
}

function stepRecord(
  place: BuildPlace,
  job: JobState,
  { step, order, identifier }: { readonly step: StepState; readonly order: number; readonly identifier: string },
) {
  const { log } = step;
  return {
    ...record({
      id: step.id,
      parentId: job.id,
      type: 'Task',
      name: step.displayName,
      identifier: `${identifier}.${step.refName ?? `${step.task?.name ?? 'step'}${order}`}`,
      order,
      attempt: job.attempt,
      state: step.state,
      result: step.result,
      startTime: step.startTime,
      finishTime: step.finishTime,
      issues: step.issues,
    }),
    ...(step.task ? { task: step.task } : {}),
    ...(log ? { log: { id: log.id, type: 'Container', url: `${buildUrl(place)}/logs/${log.id}` } } : {}),
  };
}
