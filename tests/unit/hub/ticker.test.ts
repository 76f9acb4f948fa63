import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { createTicker } from '../../../hub/parts/ticker.ts';

describe('The time that goes on while a page is open', () => {
  it('is told to all who listen by one timer, which ends with the last of them', () => {
    const timers = new Set<() => void>();
    const { subscribe } = createTicker(1000, {
      begin: (tick) => {
        timers.add(tick);
        return tick;
      },
      end: (timer) => void timers.delete(timer as () => void),
    });
    const heard: string[] = [];
    const both = () => void heard.push('both');
    const ends = [subscribe(both), subscribe(both), subscribe(() => void heard.push('third'))];
    assert.equal(timers.size, 1);
    for (const tick of timers) tick();
    assert.deepEqual(heard, ['both', 'both', 'third']);
    for (const end of ends) end();
    assert.equal(timers.size, 0);
    subscribe(both)();
    subscribe(both);
    assert.equal(timers.size, 1);
  });
});
