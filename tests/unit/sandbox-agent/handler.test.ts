import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { chooseHandler, chooseNode } from '../../../sandbox/agent/choose-node.ts';
import type { TaskDefinition } from '../../../sandbox/agent/task-definition.ts';
import { nodeBinary } from '../../../scripts/nodes.ts';
import { fixtureTasks } from './fixture-task.ts';

const printVersion = 'emit(`node ${process.versions.node.split(".")[0]}`)';
const on24 = { Node24: { target: 'index.js' } };
const both = { 'vso.newHandler': { target: 'x.js' }, Node20_1: { target: 'index.js' }, ...on24 };

function task(execution: TaskDefinition['execution'] & object): TaskDefinition {
  return { id: '', name: '', version: { Major: 1, Minor: 0, Patch: 0 }, execution };
}

const externals =
  (...present: string[]) =>
  (folder: string) =>
    present.includes(folder) ? `/${folder}` : undefined;

describe('the handler and the Node of a step', () => {
  const tasks = fixtureTasks();

  it('takes the newest handler that it knows, whatever their order', () => {
    assert.equal(chooseHandler(task(both))?.handler, 'Node24');
    assert.equal(chooseHandler(task({ Node: { target: 'a' }, Node16: { target: 'b' } }))?.target, 'b');
    assert.equal(chooseHandler(task({ NODE20_1: { target: 'a' } }))?.handler, 'Node20_1');
  });

  it('runs a handler for Node 24 on Node 20 by default', async () => {
    assert.match((await tasks.run({ script: printVersion, task: { execution: on24 } })).log, /^node 20$/m);
  });

  for (const knob of ['AGENT_USE_NODE24', 'AGENT_USE_NODE24_WITH_HANDLER_DATA']) {
    it(`runs it on Node 24 when ${knob} is a variable`, async () => {
      const run = await tasks.run(
        { script: printVersion, task: { execution: both } },
        { variables: { [knob]: 'true' } },
      );
      assert.match(run.log, /^node 24$/m);
    });

    it(`runs it on Node 24 when ${knob} is in the agent's environment`, async () => {
      const run = await tasks.run({ script: printVersion, task: { execution: both } }, { env: { [knob]: '1' } });
      assert.match(run.log, /^node 24$/m);
    });
  }

  it('does not take Node 24 for a handler of Node 20 because handler data may choose it', async () => {
    const run = await tasks.run(
      { script: printVersion, task: { execution: { Node20_1: { target: 'index.js' } } } },
      { variables: { AGENT_USE_NODE24_WITH_HANDLER_DATA: 'true' } },
    );
    assert.match(run.log, /^node 20$/m);
  });

  it('prefers AGENT_USE_NODE24 to AGENT_USE_NODE20_1', () => {
    const choose = (...on: string[]) =>
      chooseNode('Node24', (knob) => String(on.includes(knob)), externals('node20_1', 'node24')).binary;
    assert.equal(choose('AGENT_USE_NODE24', 'AGENT_USE_NODE20_1'), '/node24');
    assert.equal(choose('AGENT_USE_NODE24_WITH_HANDLER_DATA', 'AGENT_USE_NODE20_1'), '/node20_1');
  });

  it('falls back to Node 20 with a warning when Node 24 is missing', () => {
    const chosen = chooseNode('Node24', (knob) => String(knob === 'AGENT_USE_NODE24'), externals('node20_1'));
    assert.equal(chosen.binary, '/node20_1');
    assert.match(chosen.warnings.join(), /Using Node20 instead/);
  });

  it('fails a step whose Node is gone, unless AGENT_USE_NODE lets it upgrade', async () => {
    const old = { script: printVersion, task: { execution: { Node16: { target: 'index.js' } } } };
    const failed = await tasks.run(old);
    assert.equal(failed.result, 'Failed');
    assert.match(failed.log, /##\[error\]This step requires a node version that does not exist/);
    for (const value of ['LTS', 'UPGRADE']) {
      const upgraded = await tasks.run(old, { variables: { AGENT_USE_NODE: value } });
      assert.match(upgraded.log, /^node 20$/m);
      assert.equal(upgraded.issues[0]?.type, 'warning');
    }
  });

  it('fails a task that has no handler for Node', async () => {
    const run = await tasks.run({ script: '', task: { execution: { PowerShell3: { target: 'a.ps1' } } } });
    assert.equal(run.result, 'Failed');
    assert.match(run.log, /not capable of running this task/);
  });

  it('runs on the Node that a test asks for', async () => {
    for (const node of [20, 24] as const) {
      assert.match((await tasks.run(printVersion, { node })).log, new RegExp(`^node ${node}$`, 'm'));
    }
    assert.match((await tasks.run(printVersion, { node: nodeBinary(24) })).log, /^node 24$/m);
  });

  it('runs in the default working directory, or in that of the handler', async () => {
    const script = 'emit(process.cwd())';
    assert.match((await tasks.run(script)).log, /work\/1\/s$/m);
    const moved = { execution: { Node20_1: { target: 'index.js', workingDirectory: '/' } } };
    assert.match((await tasks.run({ script, task: moved })).log, /^\/$/m);
  });

  it('runs a copy of the task in the folder that the agent gives it', async () => {
    const run = await tasks.run('emit(__dirname)');
    assert.match(run.log, /work\/_tasks\/Fixture_7d0c3c58-9c0e-4a8e-9a4b-2f6a4a1c0e11\/1\.2\.3$/m);
  });

  it('puts nodeArguments before the script', async () => {
    const run = await tasks.run('emit(process.execArgv.join())', { nodeArguments: ['--no-warnings'] });
    assert.match(run.log, /^--no-warnings$/m);
  });
});
