import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { FakeTracker, Killed } from '../../support/fake-tracker.ts';
import { workflow, world } from './transition-world.ts';

describe('A comment', () => {
  it('is written once, also on tickets that were there already, with secrets masked', async () => {
    const tracker = new FakeTracker(workflow());
    tracker.add('ABC-1', '2');
    tracker.add('ABC-2', '3');
    const { transition } = world(tracker);
    const settings = { tickets: ['ABC-1', 'ABC-2'], comment: 'key AKIAABCDEFGHIJKLMNOP \u202eend' };
    await transition(settings);
    assert.deepEqual([...tracker.comments.get('ABC-1')!.values()], ['key ‹secret:aws-access-key› end']);
    assert.equal(tracker.comments.get('ABC-2')!.size, 1);
    const { length } = tracker.writes;
    await transition(settings);
    assert.equal(tracker.writes.length, length);
  });
});

describe('A fix version', () => {
  const settings = { fixVersion: '1.0', releaseVersion: true, tickets: ['ABC-1', 'ABC-2', 'XYZ-1'] };
  const tickets = () => {
    const tracker = new FakeTracker(workflow());
    for (const key of settings.tickets) tracker.add(key, '2');
    return tracker;
  };

  it('is created in each project, added and released, once', async () => {
    const tracker = tickets();
    const { transition } = world(tracker);
    await transition(settings);
    assert.deepEqual(tracker.writes.filter((write) => !write.startsWith('move')).sort(), [
      ...['fixVersion ABC-1 1.0', 'fixVersion ABC-2 1.0', 'fixVersion XYZ-1 1.0'],
      ...['release 1.0 2026-03-04', 'release 1.0 2026-03-04', 'version ABC 1.0', 'version XYZ 1.0'],
    ]);
    const { length } = tracker.writes;
    assert.equal((await transition(settings)).kind, 'succeeded');
    assert.equal(tracker.writes.length, length);
  });

  it('that is there is used, whatever its case', async () => {
    const tracker = tickets();
    tracker.projectVersions.set('ABC', [{ id: '5', name: 'V1', released: true, archived: false }]);
    const { log, transition } = world(tracker);
    assert.equal((await transition({ ...settings, fixVersion: 'v1', tickets: ['ABC-1'] })).kind, 'warned');
    assert.deepEqual(tracker.tickets.get('ABC-1')?.fixVersions, ['V1']);
    assert.match(log.lines.join('\n'), /warn: The version v1 of ABC is released already, and gets ABC-1 now/);
  });

  it('that is archived is left alone, and told', async () => {
    const tracker = tickets();
    tracker.projectVersions.set('ABC', [{ id: '5', name: '1.0', released: false, archived: true }]);
    const { kind } = await world(tracker).transition({ ...settings, tickets: ['ABC-1'] });
    assert.deepEqual([kind, tracker.writes], ['warned', ['move ABC-1 21']]);
  });

  it('is not released while a ticket failed', async () => {
    const tracker = tickets();
    const { log, transition } = world(tracker);
    await transition({ ...settings, tickets: ['ABC-1', 'ABC-99'] });
    assert.ok(!tracker.writes.some((write) => write.startsWith('release')));
    assert.match(log.lines.join('\n'), /is not released/);
  });
});

describe('A run that dies after any of its writes', () => {
  const settings = {
    to: '4',
    comment: 'Released',
    fixVersion: '1.0',
    releaseVersion: true,
    tickets: ['ABC-1', 'ABC-2'],
  };
  const fresh = () => {
    const tracker = new FakeTracker(workflow());
    tracker.add('ABC-1', '1');
    tracker.add('ABC-2', '3');
    return tracker;
  };
  const stateOf = ({ tickets, comments, projectVersions }: FakeTracker) =>
    JSON.stringify([
      [...tickets].sort(),
      [...comments].sort().map(([key, own]) => [key, [...own]]),
      [...projectVersions],
    ]);

  it('is made up for by the next one', async () => {
    const whole = fresh();
    await world(whole).transition(settings);
    assert.ok(whole.writes.length >= 9);
    for (let killAfter = 1; killAfter <= whole.writes.length; killAfter += 1) {
      const tracker = fresh();
      tracker.killAfter = killAfter;
      await assert.rejects(world(tracker).transition(settings), Killed);
      tracker.killAfter = Infinity;
      await world(tracker).transition(settings);
      assert.equal(stateOf(tracker), stateOf(whole), `killed after write ${killAfter}`);
      assert.equal(tracker.writes.length, new Set(tracker.writes).size);
    }
  });
});
