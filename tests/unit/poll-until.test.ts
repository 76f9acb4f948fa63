import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { SlipwayError } from '../../src/errors.ts';
import { pollUntil } from '../../src/poll-until.ts';
import { virtualClock } from '../support/virtual-clock.ts';

const fault = (code: string, kind: SlipwayError['kind'] = 'remote') => new SlipwayError(code, { kind, code });

describe('pollUntil', () => {
  it('looks at growing intervals until it is there', async () => {
    const clock = virtualClock();
    let looks = 0;
    const end = await pollUntil({
      ...clock,
      read: () => Promise.resolve(++looks),
      isDone: (value) => value === 6,
      deadline: clock.now() + 60_000,
      longestPauseMs: 3000,
    });
    assert.deepEqual(end, { kind: 'done', value: 6 });
    assert.deepEqual(clock.pauses, [1000, 1500, 2250, 3000, 3000]);
  });

  it('does not wait for what is there at once, nor look again', async () => {
    const clock = virtualClock();
    await pollUntil({ ...clock, read: () => Promise.resolve(1), isDone: () => true, deadline: 0 });
    assert.deepEqual(clock.pauses, []);
  });

  it('ends exactly at the deadline with a last look, whatever the deadline', () =>
    fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 10_000_000 }), async (ms) => {
        const clock = virtualClock();
        const start = clock.now();
        const end = await pollUntil({
          ...clock,
          read: () => Promise.resolve(clock.now()),
          isDone: () => false,
          deadline: start + ms,
        });
        assert.deepEqual(end, { kind: 'expired', last: start + ms, fault: undefined });
      }),
      { numRuns: 50 },
    ));

  it('survives faults of the remote system until the deadline, and then names the last', async () => {
    const clock = virtualClock();
    let looks = 0;
    const told: string[] = [];
    const end = await pollUntil({
      ...clock,
      read: () => (++looks === 1 ? Promise.resolve('seen') : Promise.reject(fault(`HTTP_${looks}`))),
      isDone: () => false,
      deadline: clock.now() + 3000,
      onFault: ({ code }) => told.push(code),
    });
    assert.ok(end.kind === 'expired');
    assert.deepEqual([end.last, end.fault?.code], ['seen', told.at(-1)]);
    assert.equal(looks, told.length + 1);
  });

  it('throws at once what another look cannot mend', async () => {
    for (const error of [fault('A', 'auth'), fault('AZURE_DEVOPS_NOT_FOUND'), fault('X_REFUSED'), new Error('bug')]) {
      const clock = virtualClock();
      const read = () => Promise.reject(error);
      await assert.rejects(
        pollUntil({ ...clock, read, isDone: () => true, deadline: clock.now() + 60_000 }),
        (thrown) => thrown === error,
      );
      assert.deepEqual(clock.pauses, []);
    }
  });

  it('stops when the pause is cancelled', async () => {
    const cancelled = new Error('cancelled');
    const clock = virtualClock();
    const pause = () => Promise.reject(cancelled);
    const polling = { read: () => Promise.resolve(1), isDone: () => false, deadline: clock.now() + 60_000 };
    await assert.rejects(pollUntil({ ...clock, ...polling, pause }), (thrown) => thrown === cancelled);
  });

  it('comes to an end also when the clock stands still', async () => {
    const pause = () => Promise.resolve();
    const end = await pollUntil({
      read: () => Promise.resolve(1),
      isDone: () => false,
      pause,
      now: () => 0,
      deadline: 1,
    });
    assert.equal(end.kind, 'expired');
  });
});
