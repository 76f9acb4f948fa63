import { evaluateCondition } from '../expressions/evaluate.ts';
import type { Result } from '../expressions/context.ts';
import { PipelineInvalid } from '../plan.ts';
import { jobContext, stageContext, type RunFacts } from './contexts.ts';
import type { RunResult, YamlRun } from './documents.ts';
import { attemptOf, planOf } from './run-state.ts';
import { runResult, stageResult } from './results.ts';

/** What may happen to a run now. */
export type NextStep =
  /** All that the stage depends on has ended and its condition holds: its checks begin. */
  | { readonly kind: 'openStage'; readonly stage: string }
  | { readonly kind: 'endStage'; readonly stage: string; readonly result: Result; readonly problem?: string }
  /** The job may have an agent; it waits for one as `queued`. */
  | { readonly kind: 'queueJob'; readonly stage: string; readonly job: string }
  | { readonly kind: 'startJob'; readonly stage: string; readonly job: string }
  | {
      readonly kind: 'endJob';
      readonly stage: string;
      readonly job: string;
      readonly result: Result;
      readonly problem?: string;
    }
  | { readonly kind: 'endRun'; readonly result: RunResult };

export interface Moment extends RunFacts {
  readonly freeAgents: number;
}

/** What may start or end now; nothing while everything waits for jobs, checks or agents. Pure. */
export function nextSteps(run: YamlRun, moment: Moment): readonly NextStep[] {
  if (run.result !== undefined) return [];
  const steps = run.stages.flatMap(({ name }) => stageSteps(run, name, moment));
  let free = moment.freeAgents;
  const granted = steps.filter((step) => step.kind !== 'startJob' || free-- > 0);
  if (granted.length > 0) return granted;
  const attempts = run.stages.map(({ name }) => attemptOf(run, name));
  if (attempts.some(({ state }) => state !== 'completed')) return [];
  return [
    {
      kind: 'endRun',
      result: runResult(
        attempts.map(({ result = 'Skipped' }) => result),
        moment.isCanceled,
      ),
    },
  ];
}

function stageSteps(run: YamlRun, stage: string, moment: Moment): readonly NextStep[] {
  switch (attemptOf(run, stage).state) {
    case 'pending':
      return beginStage(run, stage, moment);
    case 'running':
      return jobSteps(run, stage, moment);
    case 'checking':
    case 'completed':
      return [];
  }
}

function beginStage(run: YamlRun, stage: string, moment: Moment): readonly NextStep[] {
  const plan = planOf(run, stage);
  const waits = plan.dependsOn.some((name) => {
    const known = run.stages.some((one) => one.name === name);
    return known && attemptOf(run, name).state !== 'completed';
  });
  if (waits) return [];
  if (moment.skipped.includes(stage)) return [{ kind: 'endStage', stage, result: 'Skipped' }];
  const asked = ask(() => evaluateCondition(plan.condition, stageContext(run, stage, moment)));
  if ('problem' in asked) return [{ kind: 'endStage', stage, result: 'Failed', problem: asked.problem }];
  if (asked.holds) return [{ kind: 'openStage', stage }];
  return [{ kind: 'endStage', stage, result: moment.isCanceled ? 'Canceled' : 'Skipped' }];
}

function jobSteps(run: YamlRun, stage: string, moment: Moment): readonly NextStep[] {
  const { jobs } = attemptOf(run, stage);
  const results = jobs.flatMap(({ state, result }) => (state === 'completed' ? [result ?? 'Skipped'] : []));
  if (results.length === jobs.length) return [{ kind: 'endStage', stage, result: stageResult(results) }];
  return jobs.flatMap(({ name, state }) => {
    if (state === 'queued')
      // Who has no agent yet when the run is cancelled never gets one.
      return attemptOf(run, stage).isCanceled && !holds(run, { stage, job: name }, moment)
        ? [{ kind: 'endJob' as const, stage, job: name, result: 'Canceled' as const }]
        : [{ kind: 'startJob' as const, stage, job: name }];
    return state === 'pending' ? beginJob(run, { stage, job: name }, moment) : [];
  });
}

const holds = (run: YamlRun, name: { readonly stage: string; readonly job: string }, moment: Moment) => {
  const asked = askJob(run, name, moment);
  return 'holds' in asked && asked.holds;
};

function beginJob(
  run: YamlRun,
  name: { readonly stage: string; readonly job: string },
  moment: Moment,
): readonly NextStep[] {
  const plan = planOf(run, name.stage).jobs.find((one) => one.name === name.job);
  const { jobs } = attemptOf(run, name.stage);
  if (plan?.dependsOn.some((other) => jobs.some((one) => one.name === other && one.state !== 'completed'))) return [];
  const asked = askJob(run, name, moment);
  if ('problem' in asked) return [{ kind: 'endJob', ...name, result: 'Failed', problem: asked.problem }];
  if (asked.holds) return [{ kind: 'queueJob', ...name }];
  return [{ kind: 'endJob', ...name, result: attemptOf(run, name.stage).isCanceled ? 'Canceled' : 'Skipped' }];
}

function askJob(run: YamlRun, name: { readonly stage: string; readonly job: string }, moment: Moment): Asked {
  const plan = planOf(run, name.stage).jobs.find((one) => one.name === name.job);
  return ask(() => evaluateCondition(plan?.condition, jobContext(run, name, moment).context));
}

type Asked = { readonly holds: boolean } | { readonly problem: string };

/** A condition that cannot be evaluated fails what it is of. */
function ask(question: () => boolean): Asked {
  try {
    return { holds: question() };
  } catch (error) {
    if (!(error instanceof PipelineInvalid)) throw error;
    return { problem: error.message };
  }
}
