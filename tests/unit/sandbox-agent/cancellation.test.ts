import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { fixtureTasks } from './fixture-task.ts';

const stay = 'setInterval(() => {}, 1000);';
const stubborn = `for (const s of ['SIGINT', 'SIGTERM']) process.on(s, () => emit('got ' + s)); emit('ready'); ${stay}`;
const polite = `process.on('SIGINT', () => { emit('saved'); process.exit(0); }); emit('ready'); ${stay}`;

describe('cancellation', () => {
  const tasks = fixtureTasks();

  /** Cancels the job when the task is ready. */
  function cancelled() {
    const job = new AbortController();
    const onLine = (line: string) => {
      if (line === 'ready') job.abort();
    };
    return { signal: job.signal, onLine, sigintMs: 250, sigtermMs: 250 };
  }

  for (const node of [20, 24] as const) {
    it(`kills a stubborn process after both signals, on Node ${node}`, async () => {
      const run = await tasks.run(stubborn, { ...cancelled(), node });
      assert.deepEqual([run.result, run.exitCode], ['Canceled', 137]);
      assert.equal(run.rawOutput, 'ready\ngot SIGINT\ngot SIGTERM\n');
    });
  }

  it('is Canceled even when the task ended well after SIGINT, whatever it said before', async () => {
    const run = await tasks.run(`emit('##vso[task.complete result=Failed]'); ${polite}`, {
      ...cancelled(),
      sigintMs: 10_000,
    });
    assert.deepEqual([run.result, run.exitCode], ['Canceled', 0]);
    assert.match(run.log, /^saved$/m);
    assert.deepEqual(
      run.issues.map(({ message }) => message),
      ['The Operation will be canceled. The next steps may not contain expected logs.', 'The operation was canceled.'],
    );
  });

  it('fails a step that takes too long, with SIGINT first', async () => {
    const run = await tasks.run(polite, { timeoutMs: 1500, sigintMs: 10_000 });
    assert.equal(run.result, 'Failed');
    assert.equal(run.rawOutput, 'ready\nsaved\n');
    assert.match(run.log, /##\[error\]The task has timed out\./);
  });

  it('takes its times from the settings of the agent', async () => {
    const { signal, onLine } = cancelled();
    const variables = { PROCESS_SIGINT_TIMEOUT: '30', PROCESS_SIGTERM_TIMEOUT: '30' };
    const run = await tasks.run(stubborn, { signal, onLine, variables });
    assert.ok(run.durationMs < 5000);
    assert.equal(run.exitCode, 137);
  });
});
