import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { createWorkflows } from '../../../src/tickets/learn-workflow.ts';
import { parseTarget } from '../../../src/tickets/status-target.ts';
import { createWalker } from '../../../src/tickets/walk-ticket.ts';
import type { FakeStep } from '../../support/fake-tracker.ts';
import { FakeTracker, status } from '../../support/fake-tracker.ts';

const STATUSES = [
  status('1', 'To Do', 'toDo'),
  status('2', 'In Progress', 'inProgress'),
  status('3', 'Code Review', 'inProgress'),
  status('4', 'Ready for Release', 'inProgress'),
  status('5', 'Done', 'done'),
  status('6', 'Blocked', 'inProgress'),
];

/** To Do → In Progress → Code Review → Ready for Release → Done, and back by one. */
const STEPS: readonly FakeStep[] = [
  { id: '11', from: '1', to: '2' },
  { id: '21', from: '2', to: '3' },
  { id: '22', from: '2', to: '1' },
  { id: '31', from: '3', to: '2' },
  { id: '32', from: '3', to: '4' },
  { id: '41', from: '4', to: '3' },
  { id: '42', from: '4', to: '5' },
];

interface Case {
  readonly to: string;
  readonly at: string;
  readonly history?: readonly string[];
  readonly steps?: readonly FakeStep[];
  /** Ids of statuses that other tickets show; all by default. */
  readonly shown?: readonly string[];
  readonly neverBackwards?: boolean;
}

function prepare({ to, at, history = [], steps = STEPS, shown, neverBackwards = true }: Case) {
  const tracker = new FakeTracker({ statuses: STATUSES, steps });
  for (const id of shown ?? STATUSES.map((one) => one.id)) tracker.add(`ABC-${id}0`, id);
  const ticket = tracker.add('ABC-1', at);
  tracker.histories.set('ABC-1', history);
  const walker = createWalker({ mover: tracker, workflow: createWorkflows(tracker)(ticket) }, ticket, {
    target: parseTarget(to),
    neverBackwards,
    maxSteps: 6,
    fields: {},
    present: [],
  });
  const historyReads = () => tracker.reads.filter((read) => read === 'history ABC-1').length;
  return { tracker, walker, historyReads };
}

async function walk(one: Case) {
  const { tracker, walker, historyReads } = prepare(one);
  const end = await walker.walk();
  return { tracker, end, way: walker.taken().map(({ to }) => to.id), historyReads: historyReads() };
}

const BEYOND = { kind: 'there', isBeyond: true };
const THERE = { kind: 'there', isBeyond: false };

describe('Never backwards inside a category', () => {
  it('leaves a ticket where it was not yet when it was in the target', async () => {
    const late = { to: 'Code Review', at: '4', history: ['1', '2', '3', '4'] };
    const { end, way, historyReads } = await walk(late);
    assert.deepEqual([end, way, historyReads], [BEYOND, [], 1]);
    const allowed = await walk({ ...late, neverBackwards: false });
    assert.deepEqual([allowed.end, allowed.way, allowed.historyReads], [THERE, ['3'], 0]);
  });

  it('does so also where there is no way back, as another is there already', async () => {
    const { end } = await walk({ to: 'Code Review', at: '4', history: ['1', '3', '4'], steps: STEPS.slice(0, 2) });
    assert.deepEqual(end, BEYOND);
  });

  it('lets rework be done: what was first before is first now', async () => {
    const { end, way } = await walk({ to: 'Code Review', at: '2', history: ['1', '2', '3'] });
    assert.deepEqual([end, way], [THERE, ['3']]);
  });

  it('lets rework take a status on its way that the ticket was never in', async () => {
    const steps = [
      { id: '1', from: '2', to: '6' },
      { id: '2', from: '6', to: '3' },
    ];
    const { end, way } = await walk({ to: 'Code Review', at: '2', history: ['2', '3'], steps });
    assert.deepEqual([end, way], [THERE, ['6', '3']]);
  });

  for (const [what, history] of [
    ['nothing is known', []],
    ['the target is not in it', ['1', '2', '4']],
  ] as const)
    it(`moves as categories tell when ${what} of its history`, async () => {
      const { end, way } = await walk({ to: 'Code Review', at: '4', history });
      assert.deepEqual([end, way], [THERE, ['3']]);
    });

  it('takes a status that the history does not name for the last one', async () => {
    const { end } = await walk({ to: 'Code Review', at: '4', history: ['1', '2', '3'] });
    assert.deepEqual(end, BEYOND);
  });

  it('does not go back to look for a way that nobody shows', async () => {
    const { end, way } = await walk({ to: 'Done', at: '3', history: ['1', '2', '3'], shown: [] });
    assert.deepEqual([end, way], [THERE, ['4', '5']]);
  });

  it('takes a longer way rather than one through what lies behind', async () => {
    const steps = [
      ...STEPS,
      { id: '23', from: '2', to: '5' },
      { id: '33', from: '3', to: '6' },
      { id: '61', from: '6', to: '4' },
    ];
    const only = steps.filter(({ id }) => id !== '32');
    const { end, way } = await walk({ to: 'Done', at: '3', history: ['1', '2', '3'], steps: only });
    assert.deepEqual([end, way], [THERE, ['6', '4', '5']]);
  });

  it('goes through what lies behind when there is no other way', async () => {
    const steps = [
      { id: '31', from: '3', to: '2' },
      { id: '23', from: '2', to: '5' },
    ];
    const { end, way } = await walk({ to: 'Done', at: '3', history: ['1', '2', '3'], steps });
    assert.deepEqual([end, way], [THERE, ['2', '5']]);
  });

  it('stays on that way once it is on it', async () => {
    const steps = [
      { id: '1', from: '3', to: '2' },
      { id: '2', from: '2', to: '6' },
      { id: '3', from: '6', to: '5' },
      { id: '4', from: '2', to: '4' },
    ];
    const { end, way } = await walk({ to: 'Done', at: '3', history: ['6', '2', '3'], steps, shown: ['2', '6'] });
    assert.deepEqual([end, way], [THERE, ['2', '6', '5']]);
  });

  it('is asked for the history only where categories do not tell, and once', async () => {
    const asked = async (one: Case) => (await walk({ history: ['1', '2', '3', '4', '5'], ...one })).historyReads;
    assert.equal(await asked({ to: 'Code Review', at: '3' }), 0, 'there already');
    assert.equal(await asked({ to: 'Code Review', at: '5' }), 0, 'another category is beyond');
    assert.equal(await asked({ to: 'Done', at: '4' }), 0, 'no status of its category on the way');
    assert.equal(await asked({ to: 'In Progress', at: '1' }), 0, 'up to another category');
    assert.equal(await asked({ to: 'Done', at: '2' }), 1, 'over others of its category');
  });

  it('asks anew when somebody else has moved the ticket', async () => {
    const { tracker, walker, historyReads } = prepare({ to: 'Code Review', at: '2', history: ['1', '2', '3'] });
    assert.equal((await walker.plan()).kind, 'go');
    tracker.histories.set('ABC-1', ['1', '2', '3', '4']);
    tracker.add('ABC-1', '4');
    assert.deepEqual([await walker.walk(), tracker.writes, historyReads()], [BEYOND, [], 2]);
  });
});
