import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { TaskStep } from '../../../sandbox/agent/task-step.ts';
import { fixtureTasks } from './fixture-task.ts';

const printInputs = `
for (const [name, value] of Object.entries(process.env)) {
  if (name.startsWith('INPUT_')) emit(name + '=' + JSON.stringify(value));
}`;

describe('the inputs of a step', () => {
  const tasks = fixtureTasks();

  async function inputsOf(task: object, step: Partial<TaskStep>): Promise<Record<string, string>> {
    const { rawOutput } = await tasks.run({ script: printInputs, task: { ...task } }, step);
    const lines = rawOutput.split('\n').filter((line) => line !== '');
    return Object.fromEntries(
      lines.map((line) => [line.slice(6, line.indexOf('=')), JSON.parse(line.slice(line.indexOf('=') + 1)) as string]),
    );
  }

  it('lays trimmed inputs over trimmed defaults, whatever the case of their names', async () => {
    const task = {
      inputs: [
        { name: 'maxComments', defaultValue: ' 10 ' },
        { name: 'dryRun', defaultValue: false },
      ],
    };
    assert.deepEqual(await inputsOf(task, { inputs: { ' MAXCOMMENTS ': ' 3\n' } }), {
      MAXCOMMENTS: '3',
      DRYRUN: 'false',
    });
  });

  it('passes empty and unknown inputs, with dots and spaces as underscores', async () => {
    const task = { inputs: [{ name: 'empty', required: true }] };
    assert.deepEqual(await inputsOf(task, { inputs: { 'a.b c-d': 'x' } }), { EMPTY: '', 'A_B_C-D': 'x' });
  });

  it('keeps the spaces when DISABLE_INPUT_TRIMMING is set', async () => {
    const step = { inputs: { a: ' x ' }, variables: { DISABLE_INPUT_TRIMMING: 'true' } };
    assert.deepEqual(await inputsOf({}, step), { A: ' x ' });
  });

  it('puts the name of an input in place of its alias, as the server does', async () => {
    const task = { inputs: [{ name: 'azureSubscription', aliases: ['connection'] }] };
    assert.deepEqual(await inputsOf(task, { inputs: { Connection: 'x' } }), { AZURESUBSCRIPTION: 'x' });
  });

  it('expands variables and secrets in any case, and then the environment of the agent', async () => {
    const step = {
      inputs: { a: '$(BUILD.reason) $(token) $(FROM_AGENT) $(from_agent)' },
      variables: { 'Build.Reason': 'Manual', Token: { value: 's3cret', secret: true } },
      env: { FROM_AGENT: 'env' },
    };
    assert.deepEqual(await inputsOf({}, step), { A: 'Manual s3cret env $(from_agent)' });
  });

  it('keeps unknown macros, and does not expand again what came out of one', async () => {
    const step = {
      inputs: { a: '$(E)', b: '$(gone) $( $(x)', c: '$()' },
      variables: { x: '1' },
      env: { E: '$(x)$(F)', F: 'f' },
    };
    assert.deepEqual(await inputsOf({}, step), { A: '$(x)$(F)', B: '$(gone) $( 1', C: '$()' });
  });

  it('expands variables in variables before the step, and makes a secret of what holds one', async () => {
    const variables = { a: '<$(b)>', b: { value: 'hidden', secret: true }, loop: '$(loop)' };
    const run = await tasks.run('emit(String(process.env.A)); emit(process.env.SECRET_A); emit(process.env.LOOP)', {
      variables,
    });
    assert.equal(run.rawOutput, 'undefined\n<hidden>\n$(loop)\n');
    assert.match(run.issues[0]?.message ?? '', /cyclical/);
  });

  it('roots file paths at the sources, and makes the sources directory of an empty one', async () => {
    const task = { inputs: ['none', 'relative', 'rooted'].map((name) => ({ name, type: 'filePath' })) };
    const inputs = { relative: 'docs/../a.md', rooted: '/etc/../opt/x' };
    assert.deepEqual(await inputsOf(task, { inputs, variables: { 'Build.SourcesDirectory': tasks.workFolder } }), {
      NONE: tasks.workFolder,
      RELATIVE: `${tasks.workFolder}/a.md`,
      ROOTED: '/opt/x',
    });
  });
});
