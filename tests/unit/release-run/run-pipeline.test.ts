import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'mocha';
import { SlipwayError } from '../../../src/errors.ts';
import type { Outcome } from '../../../src/outcome.ts';
import { runPipeline, type RunServices, type RunSettings } from '../../../src/release/run/run-pipeline.ts';
import { FakeRunHost, recordOf, TIP } from '../../support/fake-run-host.ts';
import { memoryLog } from '../../support/memory-log.ts';
import { virtualClock } from '../../support/virtual-clock.ts';

const SETTINGS: RunSettings = {
  pipeline: 'build',
  project: 'Shop Front',
  branch: undefined,
  commit: undefined,
  parameters: {},
  wait: true,
  timeoutMinutes: 60,
  reuse: true,
  cancelChild: true,
  ownRunId: 1,
  dryRun: false,
};

function start(host: FakeRunHost, over: Partial<RunSettings> = {}, services: Partial<RunServices> = {}) {
  const log = memoryLog();
  const clock = virtualClock();
  const kept: Pick<Outcome, 'outputs' | 'result'>[] = [];
  const running = runPipeline(
    {
      host,
      watcher: host,
      openRescue: () => ({ host, pause: clock.pause }),
      isCancelled: () => false,
      log,
      hash: (text) => createHash('sha256').update(text).digest('hex'),
      keepProgress: (progress) => kept.push(progress),
      ...clock,
      ...services,
    },
    { ...SETTINGS, ...over },
  );
  return { running, log, clock, outputs: () => kept.at(-1)?.outputs };
}

const run = (...args: Parameters<typeof start>) => start(...args).running;
const outage = () => new SlipwayError('GET x answered 500.', { kind: 'remote', code: 'HTTP_STATUS' });

describe('RunPipeline', () => {
  it('queues the newest commit of the default branch and follows the run to its end', async () => {
    const host = new FakeRunHost();
    const { kind, outputs, summary } = await run(host, { parameters: { mode: 'fast' } });
    assert.deepEqual(host.writes, ['queue 101', 'tag 101']);
    assert.equal(host.get(101).commit, TIP);
    assert.deepEqual(outputs, {
      runId: '101',
      runUrl: 'http://x/run/101',
      result: 'succeeded',
      pendingApprovals: '',
    });
    assert.deepEqual([kind, summary], ['succeeded', 'Run 101 of "Build" succeeded.']);
  });

  it('queues nothing the second time, also when the service adds defaults to the parameters', async () => {
    for (const defaults of [{}, { other: 'x' }]) {
      const host = new FakeRunHost();
      host.defaults = defaults;
      await run(host, { parameters: { mode: 'fast', check: 'true' } });
      host.writes.length = 0;
      const { outputs } = await run(host, { parameters: { Check: 'True', mode: 'fast' } });
      assert.deepEqual([host.writes, outputs?.['runId']], [[], '101']);
    }
  });

  it('queues again for another commit, branch or parameter, after a failure, and when it may not reuse', async () => {
    const cases: readonly Partial<RunSettings>[] = [
      { commit: 'e'.repeat(40) },
      { branch: 'other' },
      { parameters: { mode: 'slow' } },
      { parameters: {} },
      { reuse: false },
    ];
    for (const over of cases) {
      const host = new FakeRunHost();
      host.tips['refs/heads/other'] = TIP;
      await run(host, { parameters: { mode: 'fast' } });
      const { outputs } = await run(host, { parameters: { mode: 'fast' }, ...over });
      assert.equal(outputs?.['runId'], '102', JSON.stringify(over));
    }
    const failed = new FakeRunHost();
    failed.add({ status: 'completed', result: 'failed' });
    failed.add({ status: 'completed', result: 'partiallySucceeded' });
    failed.add({ status: 'cancelling' });
    assert.equal((await run(failed)).outputs?.['runId'], '104');
  });

  it('follows the oldest run of the same that goes on, else the newest that succeeded', async () => {
    const host = new FakeRunHost();
    const done = { status: 'completed', result: 'succeeded' } as const;
    host.add({ id: 110, ...done });
    host.add({ id: 111, ...done });
    assert.equal((await run(host)).outputs?.['runId'], '111');
    host.add({ id: 112 });
    host.add({ id: 113, status: 'notStarted' });
    assert.equal((await run(host)).outputs?.['runId'], '112');
    assert.deepEqual(host.writes, []);
  });

  it('cancels its own run when another of the same was queued a moment before', async () => {
    const host = new FakeRunHost();
    host.defaults = { other: 'x' };
    host.beforeQueue = () => host.add({ parameters: { other: 'x' } });
    const { outputs } = await run(host);
    assert.deepEqual(host.writes, ['queue 102', 'cancel 102']);
    assert.deepEqual([outputs?.['runId'], outputs?.['result']], ['101', 'succeeded']);
  });

  it('leaves one run when eight queue at once', async () => {
    const host = new FakeRunHost();
    const outcomes = await Promise.all(Array.from({ length: 8 }, () => run(host)));
    assert.deepEqual(new Set(outcomes.map(({ outputs }) => outputs?.['runId'])), new Set(['101']));
    assert.deepEqual(
      host.runs.filter(({ result }) => result !== 'canceled').map(({ id }) => id),
      [101],
    );
  });

  it('does not wait for itself', async () => {
    const host = new FakeRunHost();
    host.add({ id: 1 });
    await assert.rejects(run(host), { code: 'RUN_ITSELF' });
    assert.deepEqual(host.writes, []);
    host.update(1, { parameters: { other: 'x' } });
    host.defaults = { other: 'x' };
    await assert.rejects(run(host), { code: 'RUN_ITSELF' });
    assert.deepEqual(host.writes, ['queue 101', 'cancel 101']);
  });

  it('goes on without the tag when it may not set it', async () => {
    const host = new FakeRunHost();
    host.addTag = () => Promise.reject(new SlipwayError('Missing.', { kind: 'auth', code: 'AZURE_DEVOPS_FORBIDDEN' }));
    assert.equal((await run(host)).kind, 'succeeded');
  });

  it('writes nothing in a dry run and tells the plan', async () => {
    const host = new FakeRunHost();
    const { running, log } = start(host, { dryRun: true, parameters: { mode: 'fast' } });
    const { outputs, kind } = await running;
    assert.deepEqual([host.writes, kind, outputs?.['runId']], [[], 'succeeded', '']);
    assert.match(log.lines.join('\n'), /- queue "Build" \(3\) on main at dddddddd with mode: fast/);
  });

  it('ends when it is queued if it shall not wait', async () => {
    const host = new FakeRunHost();
    host.script = () => undefined;
    const { outputs, summary } = await run(host, { wait: false });
    assert.deepEqual([outputs?.['runId'], outputs?.['result']], ['101', 'inProgress']);
    assert.match(summary, /^Run 101 of "Build" is queued: http/);
    assert.match((await run(host, { wait: false })).summary, /is there already/);
    assert.deepEqual(host.writes, ['queue 101', 'tag 101']);
  });
});

describe('The pipeline to run', () => {
  const named = (id: number, folder: string) => ({
    id,
    name: 'Deploy',
    folder,
    state: 'enabled' as const,
    repositoryId: 'r1',
    defaultBranch: 'refs/heads/main',
  });
  const host = () => {
    const made = new FakeRunHost();
    made.pipelines.push(named(4, '\\web'), named(5, '\\api\\v1'));
    return made;
  };

  it('is named by id, by name, or by folder and name', async () => {
    for (const [pipeline, id] of [
      ['3', 3],
      ['BUILD', 3],
      ['\\build', 3],
      ['web/Deploy', 4],
      ['\\api\\v1\\deploy', 5],
    ] as const)
      assert.equal(((await run(host(), { pipeline })).result?.['pipeline'] as { id: number }).id, id, pipeline);
  });

  it('is told from its namesakes, or refused with all of them', async () => {
    await assert.rejects(run(host(), { pipeline: 'deploy' }), {
      code: 'RUN_PIPELINE_AMBIGUOUS',
      message: 'Several pipelines of Shop Front are called "deploy": \\web\\Deploy (4), \\api\\v1\\Deploy (5).',
    });
    await assert.rejects(run(host(), { pipeline: 'web/x' }), { code: 'RUN_PIPELINE_UNKNOWN' });
    await assert.rejects(run(host(), { pipeline: 'other/deploy' }), {
      code: 'RUN_PIPELINE_UNKNOWN',
      message: /"\\other\\deploy".*There is \\web\\Deploy, \\api\\v1\\Deploy\./,
    });
  });

  it('is refused before anything is queued when it is disabled or has no such branch', async () => {
    const disabled = new FakeRunHost();
    disabled.pipelines = disabled.pipelines.map((one) => ({ ...one, state: 'disabled' }));
    await assert.rejects(run(disabled), { code: 'RUN_NOT_QUEUED', message: /it is disabled/ });
    await assert.rejects(run(host(), { pipeline: '3', branch: 'gone' }), {
      code: 'RUN_NOT_QUEUED',
      message: /has no refs\/heads\/gone/,
    });
  });

  it('may have its code elsewhere: then nothing is compared before it is queued', async () => {
    const elsewhere = new FakeRunHost();
    elsewhere.pipelines = elsewhere.pipelines.map((one) => ({ ...one, repositoryId: undefined }));
    assert.equal((await run(elsewhere)).outputs?.['runId'], '101');
    const hidden = new FakeRunHost();
    hidden.readTip = () =>
      Promise.reject(new SlipwayError('Hidden.', { kind: 'remote', code: 'AZURE_DEVOPS_NOT_FOUND' }));
    assert.equal((await run(hidden)).kind, 'succeeded');
  });
});

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

describe('A cancelled task', () => {
  const cancelled = new Error('Cancelled before the end.');
  const cancelling = (host: FakeRunHost, over: Partial<RunSettings> = {}, services: Partial<RunServices> = {}) =>
    start(host, over, { pause: () => Promise.reject(cancelled), isCancelled: () => true, ...services });

  it('cancels the run that it queued, by a client that still works', async () => {
    const host = new FakeRunHost();
    host.script = () => undefined;
    const rescued: number[] = [];
    const rescue = Object.assign(new FakeRunHost(), { cancel: (id: number) => Promise.resolve(void rescued.push(id)) });
    const { running, log } = cancelling(
      host,
      {},
      { openRescue: () => ({ host: rescue, pause: () => Promise.resolve() }) },
    );
    await assert.rejects(running, (error) => error === cancelled);
    assert.deepEqual(rescued, [101]);
    assert.ok(log.lines.includes('info: Run 101 is cancelled as well.'));
  });

  it('finds and cancels the run whose answer it did not get', async () => {
    const host = new FakeRunHost();
    host.queue = () => (host.add(), Promise.reject(cancelled));
    await assert.rejects(cancelling(host).running);
    assert.deepEqual(host.writes, ['cancel 101']);
  });

  it('finds it also when it is queued a moment later, and gives up when it is not', async () => {
    for (const late of [2, 3, 4]) {
      const host = new FakeRunHost();
      host.queue = () => Promise.reject(cancelled);
      let pauses = 0;
      const pause = () => {
        if ((pauses += 1) === late - 1) host.add();
        return Promise.resolve();
      };
      await assert.rejects(cancelling(host, {}, { openRescue: () => ({ host, pause }) }).running);
      assert.deepEqual([host.writes, pauses], [late === 4 ? [] : ['cancel 101'], Math.min(late - 1, 2)]);
    }
  });

  it('tells the number of the run that it queued, whatever comes after', async () => {
    const host = new FakeRunHost();
    host.readRun = () => Promise.reject(outage());
    const { running, outputs } = start(host);
    await assert.rejects(running, /answered 500/);
    assert.deepEqual(outputs(), { runId: '101', runUrl: '', result: '', pendingApprovals: '' });
  });

  it('leaves alone what it did not queue, and everything when it is told to', async () => {
    const host = new FakeRunHost();
    host.script = () => undefined;
    await assert.rejects(cancelling(host, { cancelChild: false }).running);
    await assert.rejects(cancelling(host).running);
    assert.deepEqual(host.writes, ['queue 101', 'tag 101']);
  });

  it('cancels nothing when it fails for another reason', async () => {
    const host = new FakeRunHost();
    host.script = () => undefined;
    await assert.rejects(cancelling(host, {}, { isCancelled: () => false }).running);
    assert.deepEqual(host.writes, ['queue 101', 'tag 101']);
  });

  it('says that the run goes on when it cannot be cancelled', async () => {
    const host = new FakeRunHost();
    host.script = () => undefined;
    const rescue = Object.assign(new FakeRunHost(), { cancel: () => Promise.reject(outage()) });
    const { running, log } = cancelling(
      host,
      {},
      { openRescue: () => ({ host: rescue, pause: () => Promise.resolve() }) },
    );
    await assert.rejects(running, (error) => error === cancelled);
    assert.match(log.lines.at(-1) ?? '', /warn: Run 101 could not be cancelled and goes on: GET x answered 500/);
  });
});
