import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { FakeRunHost, recordOf } from '../../support/fake-run-host.ts';
import { outage, run, start } from '../../support/start-run.ts';

describe('The end of a run', () => {
  const ending = (result: 'succeeded' | 'partiallySucceeded' | 'failed' | 'canceled') => {
    const host = new FakeRunHost();
    host.script = (looks, { id }) => {
      if (looks > 2) host.update(id, { status: 'completed', result });
    };
    return host;
  };

  it('is a warning when it succeeded partly', async () => {
    const { kind, outputs } = await run(ending('partiallySucceeded'));
    assert.deepEqual([kind, outputs?.['result']], ['warned', 'partiallySucceeded']);
  });

  it('is a failure with stages, jobs and first errors, in one line of plain text', async () => {
    const host = ending('failed');
    const error = (message: string) => ({ type: 'error' as const, message });
    host.records = [
      recordOf({ id: 'Test', type: 'Stage', state: 'completed', result: 'failed', order: 2 }),
      recordOf({ id: 'Compile', type: 'Stage', state: 'completed', result: 'succeeded' }),
      recordOf({ id: 'p', type: 'Phase', parentId: 'Test', state: 'completed', result: 'failed' }),
      recordOf({ id: 'Linux', type: 'Job', parentId: 'p', state: 'completed', result: 'failed' }),
      recordOf({
        id: 't',
        type: 'Task',
        parentId: 'Linux',
        state: 'completed',
        result: 'failed',
        issues: [
          { type: 'warning', message: 'old' },
          error('two\nlines\u202e \u001b[31mred'),
          error('x'.repeat(400)),
          error('third'),
          error('fourth'),
        ],
      }),
    ];
    const { running, outputs } = start(host);
    await assert.rejects(running, {
      code: 'RUN_FAILED',
      message: `Run 101 of "Build" failed: stage Test failed in job Linux: two lines red: ${'x'.repeat(300)}…: third`,
    });
    assert.deepEqual([outputs()?.['result'], outputs()?.['runId']], ['failed', '101']);
  });

  it('is a failure of its own when it was cancelled', async () => {
    const { running, outputs } = start(ending('canceled'));
    await assert.rejects(running, { code: 'RUN_CANCELED' });
    assert.equal(outputs()?.['result'], 'canceled');
  });

  it('is waited for until the deadline and not cancelled then', async () => {
    const host = new FakeRunHost();
    host.script = () => undefined;
    const { running, clock, outputs } = start(host, { timeoutMinutes: 30 });
    const before = clock.now();
    await assert.rejects(running, { code: 'RUN_TIMEOUT', message: /within 30 min\. It is left to go on\./ });
    assert.equal(clock.now() - before, 30 * 60_000);
    assert.equal(outputs()?.['result'], 'inProgress');
    assert.deepEqual(host.writes, ['queue 101', 'tag 101']);
  });

  it('is not seen when every look fails, and the deadline holds all the same', async () => {
    const host = new FakeRunHost();
    const watcher = Object.assign(new FakeRunHost(), { readRun: () => Promise.reject(outage()) });
    const { running, outputs } = start(host, { timeoutMinutes: 5 }, { watcher });
    await assert.rejects(running, { code: 'RUN_TIMEOUT', message: /the last look failed: GET x answered 500/ });
    assert.equal(outputs()?.['runId'], '101');
  });

  it('is seen also when only the timeline cannot be read', async () => {
    const host = ending('succeeded');
    host.readTimeline = () => Promise.reject(outage());
    assert.equal((await run(host)).kind, 'succeeded');
  });
});

describe('The log of a run', () => {
  it('tells every change once, in its order', async () => {
    const host = new FakeRunHost();
    const stage = (id: string, order: number) => recordOf({ id, type: 'Stage', order });
    const done = { state: 'completed', result: 'succeeded' } as const;
    host.script = (looks, { id }) => {
      if (looks === 2) host.update(id, { status: 'notStarted' });
      if (looks === 4) host.update(id, { status: 'inProgress' });
      if (looks === 4) host.records = [stage('A', 1), { ...stage('B', 2), state: 'pending' }];
      if (looks === 6) host.records = [{ ...stage('A', 1), state: 'completed', result: 'failed' }, stage('B', 2)];
      if (looks === 7) host.records = [{ ...stage('A', 1), attempt: 2 }, stage('B', 2)];
      if (looks === 8)
        host.records = [
          { ...stage('A', 1), attempt: 2, ...done },
          { ...stage('B', 2), ...done },
        ];
      if (looks === 9) host.update(id, { status: 'completed', result: 'succeeded' });
    };
    const { running, log } = start(host);
    await running;
    assert.deepEqual(log.lines.slice(1), [
      'info: Run 101 is queued.',
      'info: Run 101: http://x/run/101',
      'info: Run 101: queued',
      'info: Run 101: started',
      'info: Stage A: started',
      'info: Stage A: failed',
      'info: Stage B: started',
      'info: Stage A (attempt 2): started',
      'info: Stage A (attempt 2): succeeded',
      'info: Stage B: succeeded',
      'info: Run 101: succeeded',
    ]);
  });

  it('names the approvals that are waited for, while they are', async () => {
    const host = new FakeRunHost();
    const waiting = [
      recordOf({ id: 's1', type: 'Stage', name: 'Production', state: 'pending', order: 2 }),
      recordOf({ id: 'c1', type: 'Checkpoint', parentId: 's1' }),
      recordOf({ id: 'a1', type: 'Checkpoint.Approval', parentId: 'c1' }),
      recordOf({ id: 'a0', type: 'Checkpoint.Approval', parentId: 'c1', state: 'completed', result: 'succeeded' }),
    ];
    host.approvals = [{ id: 'a1', isPending: true, approvers: ['Ada', 'Bob'] }];
    host.script = (looks) => {
      if (looks === 3) host.records = waiting;
    };
    const { running, log, outputs } = start(host, { timeoutMinutes: 1 });
    await assert.rejects(running, { code: 'RUN_TIMEOUT', message: /it waits for approval of Production\./ });
    const lines = log.lines.filter((line) => line.includes('approval'));
    assert.deepEqual(lines, ['info: Stage Production waits for approval a1 by Ada, Bob']);
    assert.equal(outputs()?.['pendingApprovals'], 'Production');
    host.script = (_, { id }) => host.update(id, { status: 'completed', result: 'succeeded' });
    assert.equal((await run(host)).outputs?.['pendingApprovals'], '');
  });
});
