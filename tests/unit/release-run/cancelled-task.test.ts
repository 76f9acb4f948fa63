import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { RunServices, RunSettings } from '../../../src/release/run/run-pipeline.ts';
import { FakeRunHost } from '../../support/fake-run-host.ts';
import { outage, start } from '../../support/start-run.ts';

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
