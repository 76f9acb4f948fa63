import { randomUUID } from 'node:crypto';
import type { Result } from '../expressions/context.ts';
import type { JobPlan, RunPlan, StagePlan } from '../plan.ts';
import type { JobState, StageAttempt, StageState, StepState, YamlRun } from './documents.ts';

/** The stages of a plan before anything has begun. */
export const newStages = (plan: RunPlan): readonly StageState[] =>
  plan.stages.map((stage) => ({ name: stage.name, attempts: [newAttempt(stage, 1)] }));

function newAttempt(stage: StagePlan, attempt: number, jobOf = newJob): StageAttempt {
  return { attempt, state: 'pending', issues: [], jobs: stage.jobs.map((job) => jobOf(job, 1)) };
}

function newJob({ name }: JobPlan, attempt: number): JobState {
  const empty = { issues: [], outputs: {}, secretOutputs: [], steps: [] };
  return { name, id: randomUUID(), attempt, state: 'pending', ...empty };
}

export function attemptOf(run: YamlRun, name: string): StageAttempt {
  const attempt = run.stages.find((stage) => stage.name === name)?.attempts.at(-1);
  if (!attempt) throw new Error(`the run has no stage ${name}`);
  return attempt;
}

export function planOf(run: YamlRun, name: string): StagePlan {
  const plan = run.plan.stages.find((stage) => stage.name === name);
  if (!plan) throw new Error(`the run has no stage ${name}`);
  return plan;
}

export const jobPlanOf = (run: YamlRun, { stage, job }: JobName): JobPlan => {
  const plan = planOf(run, stage).jobs.find(({ name }) => name === job);
  if (!plan) throw new Error(`the stage ${stage} has no job ${job}`);
  return plan;
};

export interface JobName {
  readonly stage: string;
  readonly job: string;
}

export const jobOf = (run: YamlRun, { stage, job }: JobName): JobState => {
  const found = attemptOf(run, stage).jobs.find(({ name }) => name === job);
  if (!found) throw new Error(`the stage ${stage} has no job ${job}`);
  return found;
};

/** The run with the newest attempt of a stage changed. */
export const withStage = (run: YamlRun, name: string, change: Partial<StageAttempt>): YamlRun => ({
  ...run,
  stages: run.stages.map((stage) =>
    stage.name === name
      ? { ...stage, attempts: [...stage.attempts.slice(0, -1), { ...attemptOf(run, name), ...change }] }
      : stage,
  ),
});

export const withJob = (run: YamlRun, { stage, job }: JobName, change: Partial<JobState>): YamlRun =>
  withStage(run, stage, {
    jobs: attemptOf(run, stage).jobs.map((one) => (one.name === job ? { ...one, ...change } : one)),
  });

export const withStep = (run: YamlRun, name: JobName, stepId: string, change: Partial<StepState>): YamlRun =>
  withJob(run, name, {
    steps: jobOf(run, name).steps.map((step) => (step.id === stepId ? { ...step, ...change } : step)),
  });

/** Stages that come before one, over any number of dependencies. */
export const stagesBefore = (plan: RunPlan, name: string): ReadonlySet<string> => before(plan.stages, name);

/** Jobs of a stage that come before one, over any number of dependencies. */
export const jobsBefore = (stage: StagePlan, name: string): ReadonlySet<string> => before(stage.jobs, name);

function before(
  all: readonly { readonly name: string; readonly dependsOn: readonly string[] }[],
  name: string,
): ReadonlySet<string> {
  const found = new Set<string>();
  const waiting = [name];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop())
    for (const one of all.find((item) => item.name === next)?.dependsOn ?? [])
      if (!found.has(one)) {
        found.add(one);
        waiting.push(one);
      }
  return found;
}

const worked = (result: Result | undefined) => result === 'Succeeded' || result === 'SucceededWithIssues';

/**
 * A new attempt of a stage that has ended, and of the ended stages behind it. Jobs that succeeded stay as they are unless
 * all are forced.
 */
export function retryStage(run: YamlRun, name: string, { allJobs }: { readonly allJobs: boolean }): YamlRun {
  const { finishTime: _finishTime, result: _result, ...open } = run;
  const again = (stage: StageState) =>
    stage.name === name ||
    (stagesBefore(run.plan, stage.name).has(name) && attemptOf(run, stage.name).state === 'completed');
  return {
    ...open,
    issues: [],
    stages: run.stages.map((stage) => {
      if (!again(stage)) return stage;
      const last = attemptOf(run, stage.name);
      const keeps = !allJobs && stage.name === name && !worked(last.result);
      const next = newAttempt(planOf(run, stage.name), last.attempt + 1, (job) => {
        const known = last.jobs.find((one) => one.name === job.name);
        if (known && keeps && worked(known.result)) return known;
        return newJob(job, (known?.attempt ?? 0) + (known?.state === 'pending' ? 0 : 1));
      });
      return { ...stage, attempts: [...stage.attempts, next] };
    }),
  };
}
