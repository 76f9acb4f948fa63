import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { JobContext, Result, StageContext, StepContext } from '../../../sandbox/pipelines/expressions/context.ts';
import { evaluateCondition } from '../../../sandbox/pipelines/expressions/evaluate.ts';
import { PipelineInvalid } from '../../../sandbox/pipelines/plan.ts';

const job = (previous: Readonly<Record<string, Result>>, isCanceled = false): JobContext => ({
  kind: 'job',
  variables: {},
  isCanceled,
  dependencies: Object.fromEntries(Object.entries(previous).map(([name, result]) => [name, { result, outputs: {} }])),
  previous,
  stageDependencies: {},
});

const step = (jobStatus: Result, variables = {}): StepContext => ({
  kind: 'step',
  variables,
  isCanceled: false,
  jobStatus,
});

const CONDITIONS = ['succeeded()', 'succeededOrFailed()', 'failed()', 'canceled()', 'always()'] as const;
const all = (context: JobContext | StepContext | StageContext) =>
  CONDITIONS.filter((condition) => evaluateCondition(condition, context)).map((one) => one.slice(0, -2));

describe('sandbox pipelines: conditions', () => {
  it('of a job look at all jobs before it', () => {
    assert.deepEqual(all(job({})), ['succeeded', 'succeededOrFailed', 'always']);
    assert.deepEqual(all(job({ A: 'Succeeded', B: 'SucceededWithIssues' })), [
      'succeeded',
      'succeededOrFailed',
      'always',
    ]);
    assert.deepEqual(all(job({ A: 'Succeeded', B: 'Failed' })), ['succeededOrFailed', 'failed', 'always']);
    assert.deepEqual(all(job({ A: 'Succeeded', B: 'Skipped' })), ['succeededOrFailed', 'always']);
    assert.deepEqual(all(job({ A: 'Skipped' })), ['always']);
    assert.deepEqual(all(job({ A: 'Canceled' })), ['always']);
  });

  it('of a job in a canceled run hold only when they ask for it', () => {
    assert.deepEqual(all(job({ A: 'Succeeded' }, true)), ['canceled', 'always']);
    assert.equal(evaluateCondition('not(canceled())', job({ A: 'Skipped' })), true);
  });

  it('with names look at those only', () => {
    const context = job({ good: 'Succeeded', bad: 'Failed', not: 'Skipped' });
    assert.equal(evaluateCondition("succeeded('GOOD')", context), true);
    assert.equal(evaluateCondition("succeeded('good', 'not')", context), false);
    assert.equal(evaluateCondition("failed('bad')", context), true);
    assert.equal(evaluateCondition("failed('good')", context), false);
    assert.equal(evaluateCondition("succeededOrFailed('not')", context), false);
    assert.equal(evaluateCondition("succeeded('nosuchjob')", context), false);
  });

  it('of a step look at the job so far', () => {
    assert.deepEqual(all(step('Succeeded')), ['succeeded', 'succeededOrFailed', 'always']);
    assert.deepEqual(all(step('SucceededWithIssues')), ['succeeded', 'succeededOrFailed', 'always']);
    assert.deepEqual(all(step('Failed')), ['succeededOrFailed', 'failed', 'always']);
    assert.deepEqual(all(step('Canceled')), ['canceled', 'always']);
  });

  it('are succeeded() when there is none', () => {
    assert.equal(evaluateCondition(undefined, step('Succeeded')), true);
    assert.equal(evaluateCondition(undefined, step('Failed')), false);
    assert.equal(evaluateCondition(undefined, job({ A: 'Skipped' })), false);
  });

  it('without a status function do not look at what went before', () => {
    assert.equal(evaluateCondition("eq(variables.x, '1')", step('Failed', { x: '1' })), true);
    assert.equal(evaluateCondition("in(dependencies.A.result, 'Succeeded', 'Skipped')", job({ A: 'Skipped' })), true);
  });

  it('take their result as true or false: an empty text is false, any other is true', () => {
    assert.equal(evaluateCondition("'false'", step('Succeeded')), true);
    assert.equal(evaluateCondition('variables.none', step('Succeeded')), false);
    assert.equal(evaluateCondition('false', step('Succeeded')), false);
  });

  it('refuse what is not there for them', () => {
    assert.throws(() => evaluateCondition("always('A')", job({})), PipelineInvalid);
    assert.throws(() => evaluateCondition("succeeded('A')", step('Succeeded')), PipelineInvalid);
    assert.throws(
      () => evaluateCondition('dependencies.A.result', step('Succeeded')),
      /Unrecognized value: 'dependencies'/,
    );
    assert.throws(() => evaluateCondition("gt(1, 'x')", job({})), PipelineInvalid);
  });
});
