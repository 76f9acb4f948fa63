import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { fixtureTasks } from './fixture-task.ts';

const complete = (result: string) => `emit('##vso[task.complete result=${result}]${result} it is');`;

describe('the result of a step', () => {
  const tasks = fixtureTasks();

  for (const [what, script, result] of [
    ['nothing said', '', 'Succeeded'],
    ['Succeeded', complete('Succeeded'), 'Succeeded'],
    ['issues', complete('SucceededWithIssues'), 'SucceededWithIssues'],
    ['Failed, then Succeeded', complete('Failed') + complete('Succeeded'), 'Failed'],
    ['Skipped, then Failed', complete('Skipped') + complete('Failed'), 'Skipped'],
    ['Canceled, then Skipped', complete('Canceled') + complete('Skipped'), 'Canceled'],
    ['the wrong case', complete('failed'), 'Failed'],
    ['a number', complete('1'), 'SucceededWithIssues'],
    ['exit 3', 'process.exitCode = 3', 'Failed'],
    ['Succeeded and exit 3', `${complete('Succeeded')} process.exitCode = 3`, 'Failed'],
    ['Canceled and a bad command', `${complete('Canceled')} emit('##vso[task.nothing]')`, 'Canceled'],
    ['an exception', 'throw new Error("boom")', 'Failed'],
  ] as const) {
    it(`is ${result} with ${what}`, async () => {
      assert.equal((await tasks.run(script)).result, result);
    });
  }

  it('tells the exit code in an error', async () => {
    const run = await tasks.run('process.exitCode = 3');
    assert.equal(run.exitCode, 3);
    assert.match(
      run.issues[0]?.message ?? '',
      /^Exit code 3 returned from process: file name '.*node', arguments '".*index.js"'\.$/,
    );
  });

  it('has 128 and the signal for the exit code of a killed process', async () => {
    assert.equal((await tasks.run(`process.kill(process.pid, 'SIGKILL')`)).exitCode, 137);
  });

  it('keeps the message of the task', async () => {
    assert.equal((await tasks.run(complete('Succeeded'))).message, 'Succeeded it is');
  });

  it('makes issues of a failure with continueOnError', async () => {
    assert.equal((await tasks.run(complete('Failed'), { continueOnError: true })).result, 'SucceededWithIssues');
  });

  it('fails when the process cannot be started', async () => {
    const run = await tasks.run('', { node: '/no/such/node' });
    assert.deepEqual([run.result, run.exitCode], ['Failed', undefined]);
  });

  it('ends with done=true although the process goes on, and hears it no more', async () => {
    const script = `emit('##vso[task.complete result=Succeeded;done=true]ok'); setInterval(() => {}, 1000);`;
    const run = await tasks.run(script, { doneMs: 10 });
    assert.deepEqual([run.result, run.exitCode, run.message], ['Succeeded', undefined, 'ok']);
  });

  it('does not wait for a child that keeps the pipes', async () => {
    const script = `require('child_process').spawn(process.execPath, ['-e', 'setTimeout(() => {}, 6000)'], { stdio: 'inherit', detached: true }).unref();`;
    const run = await tasks.run(script, { orphanMs: 50 });
    assert.equal(run.result, 'Succeeded');
    assert.ok(run.durationMs < 4500, String(run.durationMs));
  });

  it('reads all that a process wrote before it ended', async () => {
    const run = await tasks.run(`process.stdout.write('x\\n'.repeat(50_000) + 'last')`);
    assert.equal(run.rawOutput.length, 100_005);
    assert.match(run.log, /^last$/m);
  });
});
