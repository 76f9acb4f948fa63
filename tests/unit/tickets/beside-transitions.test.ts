import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { FakeTracker, Killed } from '../../support/fake-tracker.ts';
import { STATUSES, workflow, world } from './transition-world.ts';

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
    await world(tracker, { runUrl: 'another' }).transition(settings);
    assert.equal(tracker.writes.length, length);
  });

  /** Moved to Code Review and back again by a person, once told. */
  async function toldOnce(tracker = new FakeTracker(workflow())) {
    tracker.add('ABC-1', '2');
    const settings = { comment: 'Please review.' };
    const run = (runUrl: string) => world(tracker, { runUrl }).transition(settings);
    const sendBack = () => {
      tracker.tickets.set('ABC-1', { ...tracker.tickets.get('ABC-1')!, status: STATUSES[1]! });
      tracker.visits.set('ABC-1', (tracker.visits.get('ABC-1') ?? 0) + 1);
    };
    const told = () => tracker.writes.filter((write) => write === 'comment ABC-1').length;
    await run('one');
    sendBack();
    return { tracker, run, sendBack, told };
  }

  it('is written anew each time that another run brings the ticket there', async () => {
    const { run, sendBack, told } = await toldOnce();
    await run('two');
    assert.equal(told(), 2);
    await run('three');
    assert.equal(told(), 2);
    sendBack();
    await run('four');
    assert.equal(told(), 3);
  });

  it('is written once by one run, whatever becomes of the ticket between its attempts', async () => {
    const { tracker, run, told } = await toldOnce();
    await run('one');
    assert.deepEqual([told(), tracker.tickets.get('ABC-1')?.status.name], [1, 'Code Review']);
  });

  it('is made up for when a run died between its move and its comment', async () => {
    const { tracker, run, told } = await toldOnce();
    tracker.killAfter = tracker.writes.length + 1;
    await assert.rejects(run('two'), Killed);
    tracker.killAfter = Infinity;
    assert.equal(told(), 1);
    for (const next of ['two', 'three']) {
      await run(next);
      assert.equal(told(), 2);
    }
  });

  it('is one for each target and text where the tracker tells no history', async () => {
    const tracker = new FakeTracker(workflow());
    tracker.hasVisits = false;
    const { run, told } = await toldOnce(tracker);
    await run('two');
    assert.equal(told(), 1);
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
