import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { fixtureTasks } from './fixture-task.ts';

const set = (properties: string, value: string) =>
  `emit(${JSON.stringify(`##vso[task.setvariable ${properties}]${value}`)});`;

describe('setting variables', () => {
  const tasks = fixtureTasks();

  it('gives outputs to later steps under the name of the step, and others under their own', async () => {
    const script = set('variable=tag;isOutput=true', 'v1') + set('variable=plain', 'p');
    const run = await tasks.run(script, { name: 'plan' });
    assert.deepEqual(run.outputs, { tag: 'v1' });
    assert.deepEqual(Object.keys(run.variables), ['plan.tag', 'plain']);
    assert.equal(run.variables['plan.tag']?.readOnly, true);
    const next = await tasks.run('emit(process.env.PLAN_TAG + process.env.INPUT_A + process.env.TAG)', {
      variables: run.variables,
      inputs: { a: '$(plan.tag)' },
    });
    assert.match(next.log, /^v1v1undefined$/m);
  });

  it('takes what task.json declares for an output', async () => {
    const task = { outputVariables: [{ name: 'Verdict' }] };
    const run = await tasks.run({ script: set('variable=verdict', 'approve'), task });
    assert.deepEqual(run.outputs, { verdict: 'approve' });
    assert.deepEqual(Object.keys(run.variables), ['Fixture.verdict']);
  });

  it('keeps every character of a value', async () => {
    const value = '100% ; [x] ] \\ "q" %3B %AZP25 \r\n ü';
    const escaped = value.replaceAll('%', '%AZP25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
    assert.equal((await tasks.run(set('variable=a;isOutput=true', escaped))).outputs['a'], value);
  });

  it('masks a secret from then on, and remembers that it is one', async () => {
    const script = `emit('before s3cret-value'); ${set('variable=a;issecret=true', 's3cret-value')} emit('after s3cret-value');
      ${set('variable=a', 'new-value')} emit('and new-value')`;
    const run = await tasks.run(script);
    assert.match(run.log, /^before s3cret-value\nafter \*\*\*\nand \*\*\*$/m);
    assert.deepEqual(run.variables['a'], { value: 'new-value', secret: true, readOnly: false, preserveCase: false });
    assert.deepEqual(run.secretsSet, ['s3cret-value', 'new-value']);
  });

  it('refuses a secret of several lines', async () => {
    const run = await tasks.run(set('variable=a;issecret=true', 'one%0Atwo'));
    assert.equal(run.result, 'Failed');
    assert.match(run.log, /##\[error\]Secrets cannot contain multiple lines/);
    assert.deepEqual(run.variables, {});
  });

  it('warns when a variable of the system is overwritten, and fails with agent.readOnlyVariables', async () => {
    const script = set('variable=build.sourcebranch', 'x') + set('variable=mine', 'x');
    const variables = { 'Build.SourceBranch': 'main', mine: 'y' };
    const warned = await tasks.run(script, { variables });
    assert.deepEqual([warned.result, warned.issues.length], ['Succeeded', 1]);
    assert.equal(warned.variables['build.sourcebranch']?.value, 'x');
    const failed = await tasks.run(script, { variables: { ...variables, 'agent.readOnlyVariables': 'true' } });
    assert.deepEqual([failed.result, Object.keys(failed.variables)], ['Failed', ['mine']]);
  });

  it('expands a macro in a value when a later step starts', async () => {
    const run = await tasks.run(set('variable=title', '$(System.AccessToken)'));
    const variables = { 'System.AccessToken': { value: 'job-token', secret: true } };
    const next = await tasks.run('emit(process.env.SECRET_TITLE)', { variables: { ...variables, ...run.variables } });
    assert.equal(next.rawOutput, 'job-token\n');
  });
});
