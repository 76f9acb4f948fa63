import { findCheckpoint, openCheckpoint, releaseLocks } from '../../azure-devops/environments/checkpoint.ts';
import type { CheckpointDocument, ExtendedTemplate } from '../../azure-devops/environments/documents.ts';
import type { Result } from '../expressions/context.ts';
import type { StepIssue } from './documents.ts';
import { nowOf, update, yamlOf, type LiveRun } from './live-run.ts';
import type { NextStep } from './next-steps.ts';
import { endJob } from './run-job.ts';
import { attemptOf, planOf, withJob, withStage } from './run-state.ts';

const problemOf = (problem: string | undefined): readonly StepIssue[] =>
  problem === undefined ? [] : [{ type: 'error', message: problem }];

/** Makes a step part of the run; what has to be started for it (checks, an agent) is the caller's. */
export function applyStep(live: LiveRun, step: NextStep): void {
  switch (step.kind) {
    case 'openStage': {
      openStage(live, step.stage);
      return;
    }
    case 'endStage': {
      endStage(live, step.stage, { result: step.result, issues: problemOf(step.problem) });
      return;
    }
    case 'queueJob': {
      update(live, (run) => withJob(run, step, { state: 'queued', queueTime: nowOf(live) }));
      return;
    }
    case 'startJob': {
      update(live, (run) => withJob(run, step, { state: 'running', startTime: nowOf(live) }));
      return;
    }
    case 'endJob':
      update(live, (run) => withJob(run, step, { issues: problemOf(step.problem) }));
      {
        endJob(live, step, step.result);
        return;
      }
    case 'endRun': {
      update(live, (run) => ({ ...run, result: step.result, finishTime: nowOf(live) }));
      return;
    }
  }
}

const environmentsOf = (live: LiveRun, stage: string) =>
  planOf(yamlOf(live), stage).jobs.flatMap(({ environment }) => environment ?? []);

/** A stage that deploys nowhere has nothing to check. */
function openStage(live: LiveRun, stage: string): void {
  if (environmentsOf(live, stage).length === 0) beginJobs(live, stage);
  else update(live, (run) => withStage(run, stage, { state: 'checking' }));
}

const beginJobs = (live: LiveRun, stage: string) =>
  update(live, (run) => withStage(run, stage, { state: 'running', startTime: nowOf(live) }));

/** The checks of a stage that waits for them; those that a stopped sandbox left are gone on with. */
export function checkpointOf(live: LiveRun, stage: string): CheckpointDocument {
  const run = yamlOf(live);
  return openCheckpoint(live, {
    build: live.build,
    stage,
    attempt: attemptOf(run, stage).attempt,
    environments: environmentsOf(live, stage),
    lockBehavior: planOf(run, stage).lockBehavior ?? run.plan.lockBehavior,
    extended: extendedBy(live),
  });
}

/** The templates that a run extends, by the repositories that it was queued with. */
function extendedBy(live: LiveRun): readonly ExtendedTemplate[] {
  const { plan, repositories } = yamlOf(live);
  const { repositories: known, projects } = live.organisation.document;
  return plan.extended.flatMap(({ repository: alias, path }) => {
    const of = repositories[alias];
    const repository = known.find(({ id }) => id === of?.repositoryId);
    const project = projects.find(({ id }) => id === repository?.projectId);
    if (!of || !repository || !project) return [];
    return [{ repository: `${project.name}/${repository.name}`, ref: of.ref, path }];
  });
}

const REFUSED = {
  rejected: { result: 'Failed', issues: problemOf('The stage was rejected.') },
  failed: { result: 'Failed', issues: problemOf('The checks of the stage failed.') },
  timedOut: { result: 'Skipped', issues: [] },
  canceled: { result: 'Canceled', issues: [] },
} as const;

/** What the end of a stage's checks means for it: a rejection fails it, a timeout skips it. */
export function takeChecks(live: LiveRun, stage: string, state: keyof typeof REFUSED | 'passed'): void {
  if (attemptOf(yamlOf(live), stage).state !== 'checking') return;
  if (state === 'passed') {
    beginJobs(live, stage);
    return;
  }
  endStage(live, stage, REFUSED[state]);
}

function endStage(
  live: LiveRun,
  stage: string,
  { result, issues }: { readonly result: Result; readonly issues: readonly StepIssue[] },
): void {
  const { attempt } = attemptOf(yamlOf(live), stage);
  update(live, (run) => withStage(run, stage, { state: 'completed', result, issues, finishTime: nowOf(live) }));
  const checkpoint = findCheckpoint(live, { buildId: live.build.id, stage, attempt });
  if (checkpoint && !live.stopped.aborted) releaseLocks(live, checkpoint);
}
