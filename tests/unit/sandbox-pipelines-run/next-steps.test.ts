import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { Result } from '../../../sandbox/pipelines/expressions/context.ts';
import type { JobPlan, RunPlan, StagePlan } from '../../../sandbox/pipelines/plan.ts';
import { buildNumberOf } from '../../../sandbox/pipelines/run/build-number.ts';
import type { YamlRun } from '../../../sandbox/pipelines/run/documents.ts';
import { nextSteps, type Moment } from '../../../sandbox/pipelines/run/next-steps.ts';
import { runResult, stageResult } from '../../../sandbox/pipelines/run/results.ts';
import { attemptOf, newStages, retryStage, withJob, withStage } from '../../../sandbox/pipelines/run/run-state.ts';
import { over, valuesOf } from '../../../sandbox/pipelines/run/variables.ts';

const job = (name: string, rest: Partial<JobPlan> = {}): JobPlan => ({
  kind: 'job',
  name,
  displayName: name,
  dependsOn: [],
  condition: undefined,
  variables: [],
  environment: undefined,
  pool: 'agent',
  timeoutMinutes: 60,
  cancelTimeoutMinutes: 5,
  continueOnError: false,
  steps: [],
  ...rest,
});

const stage = (name: string, dependsOn: readonly string[], rest: Partial<StagePlan> = {}): StagePlan => ({
  name,
  displayName: name,
  dependsOn,
  condition: undefined,
  variables: [],
  jobs: [job('J')],
  lockBehavior: undefined,
  ...rest,
});

function runOf(stages: readonly StagePlan[]): YamlRun {
  const plan: RunPlan = {
    runName: undefined,
    variables: [],
    stages,
    repositories: [],
    lockBehavior: undefined,
    extended: [],
  };
  return {
    plan,
    repositories: {},
    trigger: { kind: 'manual' },
    issues: [],
    stages: newStages(plan),
    artifacts: [],
    logs: 0,
  };
}

const moment: Moment = { isCanceled: false, variables: {}, skipped: [], freeAgents: 2 };
const ended = (run: YamlRun, name: string, result: Result) => withStage(run, name, { state: 'completed', result });
const told = (run: YamlRun, at: Partial<Moment> = {}) =>
  nextSteps(run, { ...moment, ...at }).map((step) =>
    [step.kind, 'stage' in step ? step.stage : '', 'job' in step ? step.job : '', 'result' in step ? step.result : '']
      .filter(Boolean)
      .join(' '),
  );

describe('the next steps of a run', () => {
  const chain = runOf([stage('A', []), stage('B', ['A']), stage('C', ['B'], { condition: 'always()' })]);

  it('begin with the stages that depend on nothing', () => {
    assert.deepEqual(told(runOf([stage('A', []), stage('B', ['A']), stage('C', [])])), ['openStage A', 'openStage C']);
  });

  it('skip what a failure leaves behind, but not what always runs', () => {
    const failed = ended(chain, 'A', 'Failed');
    assert.deepEqual(told(failed), ['endStage B Skipped']);
    const skipped = ended(failed, 'B', 'Skipped');
    assert.deepEqual(told(skipped), ['openStage C']);
    assert.deepEqual(told(ended(skipped, 'C', 'Succeeded')), ['endRun failed']);
  });

  it('leave a stage out that was not wanted, and go on behind it', () => {
    assert.deepEqual(told(chain, { skipped: ['A'] }), ['endStage A Skipped']);
    assert.deepEqual(told(ended(chain, 'A', 'Skipped'), { skipped: ['A'] }), ['openStage B']);
    assert.deepEqual(told(ended(chain, 'A', 'Skipped')), ['endStage B Skipped']);
  });

  it('cancel what was not reached when the run is cancelled', () => {
    assert.deepEqual(told(chain, { isCanceled: true }), ['endStage A Canceled']);
    const left = ended(ended(chain, 'A', 'Canceled'), 'B', 'Canceled');
    assert.deepEqual(told(left, { isCanceled: true }), ['openStage C']);
  });

  it('give jobs no more agents than there are', () => {
    const jobs = ['J1', 'J2', 'J3'].map((name) => job(name));
    let run = withStage(runOf([stage('A', [], { jobs })]), 'A', { state: 'running' });
    assert.deepEqual(told(run), ['queueJob A J1', 'queueJob A J2', 'queueJob A J3']);
    for (const { name } of jobs) run = withJob(run, { stage: 'A', job: name }, { state: 'queued' });
    assert.deepEqual(told(run), ['startJob A J1', 'startJob A J2']);
    assert.deepEqual(told(run, { freeAgents: 0 }), []);
  });

  it('fail a stage whose condition cannot be evaluated, and say why', () => {
    const [step] = nextSteps(runOf([stage('A', [], { condition: 'eq(1' })]), moment);
    assert.ok(step?.kind === 'endStage' && step.result === 'Failed' && step.problem !== undefined);
  });

  it('are none while checks wait and once the run has ended', () => {
    assert.deepEqual(told(withStage(chain, 'A', { state: 'checking' })), []);
    assert.deepEqual(told({ ...chain, result: 'failed' }), []);
  });

  it('retry a failed stage without its good jobs, and the stages behind it', () => {
    const jobs = [job('Good'), job('Bad')];
    let run = runOf([stage('A', [], { jobs }), stage('B', ['A'])]);
    run = withJob(run, { stage: 'A', job: 'Good' }, { state: 'completed', result: 'Succeeded' });
    run = withJob(run, { stage: 'A', job: 'Bad' }, { state: 'completed', result: 'Failed' });
    run = { ...ended(ended(run, 'A', 'Failed'), 'B', 'Skipped'), result: 'failed' };
    const again = retryStage(run, 'A', { allJobs: false });
    const [before, after] = [attemptOf(run, 'A'), attemptOf(again, 'A')];
    assert.equal(after.jobs[0]?.id, before.jobs[0]?.id);
    assert.notEqual(after.jobs[1]?.id, before.jobs[1]?.id);
    assert.deepEqual(
      after.jobs.map(({ attempt }) => attempt),
      [1, 2],
    );
    assert.deepEqual([after.attempt, attemptOf(again, 'B').attempt], [2, 2]);
    assert.notEqual(retryStage(run, 'A', { allJobs: true }).stages[0]?.attempts[1]?.jobs[0]?.id, before.jobs[0]?.id);
  });
});

describe('facts of a run', () => {
  it('are the worst of their parts', () => {
    assert.equal(stageResult(['Succeeded', 'Skipped']), 'Succeeded');
    assert.equal(stageResult(['Skipped', 'Skipped']), 'Skipped');
    assert.equal(stageResult(['SucceededWithIssues', 'Failed', 'Canceled']), 'Failed');
    assert.equal(runResult(['Succeeded', 'Skipped'], false), 'succeeded');
    assert.equal(runResult(['SucceededWithIssues'], false), 'partiallySucceeded');
    assert.equal(runResult(['Failed'], true), 'canceled');
  });

  it('have a number of their own', () => {
    const facts = { date: new Date('2026-11-02T03:04:05Z'), variables: new Map([['build.reason', 'Manual']]) };
    const taken = new Set(['20261102.1']);
    assert.equal(buildNumberOf(undefined, { ...facts, taken }), '20261102.2');
    assert.equal(
      buildNumberOf('$(Build.Reason)_$(Date:yyMd.HHmm)_$(x)$(Rev:.rr)', { ...facts, taken }),
      'Manual_26112.0304_$(x).01',
    );
  });

  it('lay variables over each other without regard to case, and keep secrets', () => {
    const layer = over(
      { Name: { value: 's3cret', secret: true }, x: { value: '$(NAME)!' } },
      { name: { value: 'other' } },
    );
    assert.deepEqual(layer['name'], { value: 'other', secret: true });
    assert.equal(valuesOf(layer)['x'], 'other!');
  });
});
