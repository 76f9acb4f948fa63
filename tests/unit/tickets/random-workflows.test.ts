import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { createWorkflows } from '../../../src/tickets/learn-workflow.ts';
import type { StatusCategory } from '../../../src/tickets/ports.ts';
import { parseTarget, rankOf } from '../../../src/tickets/status-target.ts';
import { createWalker } from '../../../src/tickets/walk-ticket.ts';
import type { FakeStep, FakeWorkflow } from '../../support/fake-tracker.ts';
import { FakeTracker, status } from '../../support/fake-tracker.ts';

const RUNS = 1000;
const MAX_STEPS = 15;

interface Case {
  readonly workflow: FakeWorkflow;
  readonly start: string;
  readonly target: string;
  readonly neverBackwards: boolean;
  /** Statuses that the ticket was in, by first visits. */
  readonly history: readonly string[];
}

const CATEGORIES: readonly StatusCategory[] = ['toDo', 'inProgress', 'done'];

/** Even numbers from a seed: fast-check's own favour the small, and small workflows are easy. */
function dice(seed: number): (sides: number) => number {
  let state = seed >>> 0;
  return (sides) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % sides;
  };
}

/**
 * A backbone of statuses, each with a step to the next, and more steps at random: loops, self-loops, global, conditional,
 * hidden and refused ones, and steps of one name. Categories rise along the backbone, more or less.
 */
function makeCase(seed: number): Case {
  const roll = dice(seed);
  const count = 2 + roll(14);
  const anyone = () => String(1 + roll(count));
  const statuses = Array.from({ length: count }, (_, index) => {
    const rank = roll(5) === 0 ? roll(3) : Math.floor((index * 3) / count);
    return status(String(index + 1), `Status ${index + 1}`, CATEGORIES[rank]!);
  });
  const step = (id: number, over: Partial<FakeStep> = {}): FakeStep => ({
    id: String(id),
    name: ['Next', 'Back', 'Start', ' start '][roll(4)]!,
    ...(roll(14) === 0 ? {} : { from: anyone() }),
    to: anyone(),
    isConditional: roll(2) === 0,
    // Hidden by a permission: from every ticket alike.
    ...(roll(8) === 0 ? { hiddenFrom: ['ABC-1', ...statuses.map((_, number) => `ABC-${number + 100}`)] } : {}),
    ...over,
  });
  const backbone = statuses.slice(1).map(({ id }, index) => step(index + 1, { from: String(index + 1), to: id }));
  const others = Array.from({ length: roll(count * 2) }, (_, index) => step(100 + index));
  // What a validator says cannot be foreseen: each refused step has a twin that is not, or a ticket could be trapped.
  const refused = backbone.filter(() => roll(4) === 0).map((twin) => ({ ...twin, id: `0${twin.id}`, refuses: 'No.' }));
  return {
    workflow: { statuses, steps: [...refused, ...backbone, ...others] },
    start: String(1 + roll(Math.ceil(count / 2))),
    target: anyone(),
    neverBackwards: roll(2) === 0,
    history: Array.from({ length: roll(count) }, anyone),
  };
}

const cases: fc.Arbitrary<Case> = fc.noBias(fc.integer()).map(makeCase);

const ofOneCategory = cases.map((one): Case => {
  const statuses = one.workflow.statuses.map((status) => ({ ...status, category: 'inProgress' as const }));
  return { ...one, workflow: { ...one.workflow, statuses }, neverBackwards: true };
});

const categoryOf = ({ workflow }: Case, id: string) => workflow.statuses.find((one) => one.id === id)!.category;

/** The oracle: what the ticket was in before, of the category of its start. */
function pastOf(one: Case): ReadonlySet<string> {
  const { history, start, neverBackwards } = one;
  const before = history.includes(start) ? history.slice(0, history.indexOf(start)) : history;
  const category = categoryOf(one, start);
  return new Set(neverBackwards ? before.filter((id) => categoryOf(one, id) === category) : []);
}

/** The oracle: steps of the shortest way, over everything but these; undefined when there is none. */
function distance({ workflow, start, target, neverBackwards }: Case, avoid?: ReadonlySet<string>): number | undefined {
  const open = workflow.steps.filter(
    ({ to, refuses, hiddenFrom }) => refuses === undefined && hiddenFrom === undefined && !avoid?.has(to),
  );
  const rank = (id: string) => rankOf(workflow.statuses.find((one) => one.id === id)!.category);
  const distances = new Map([[start, 0]]);
  for (const [at, steps] of distances) {
    if (at === target) return steps;
    for (const { from, to } of open) {
      const isOffered = (from ?? at) === at;
      const isBack = neverBackwards && rank(to) < rank(at);
      if (isOffered && !isBack && !distances.has(to)) distances.set(to, steps + 1);
    }
  }
  return undefined;
}

async function walk(one: Case, samples: (statusId: string) => boolean, maxSteps = MAX_STEPS) {
  const tracker = new FakeTracker(one.workflow);
  for (const [index, { id }] of one.workflow.statuses.entries()) {
    if (samples(id)) tracker.add(`ABC-${index + 100}`, id);
  }
  const ticket = tracker.add('ABC-1', one.start);
  tracker.histories.set('ABC-1', [...new Set(one.history)]);
  const rules = {
    target: parseTarget(one.target),
    neverBackwards: one.neverBackwards,
    maxSteps,
    fields: {},
    present: [],
  };
  const walker = createWalker({ mover: tracker, workflow: createWorkflows(tracker)(ticket) }, ticket, rules);
  return { tracker, walker, end: await walker.walk(), moves: tracker.writes.length };
}

describe(`In ${RUNS} random workflows`, () => {
  for (const [where, some] of [
    ['', cases],
    [' in one category, which the history alone orders', ofOneCategory],
  ] as const)
    it(`every reachable status is reached by the shortest way and at most two steps more, others never${where}`, () =>
      fc.assert(
        fc.asyncProperty(some, async (one) => {
          const past = pastOf(one);
          const forward = distance(one, past);
          const shortest = past.has(one.target) ? undefined : (forward ?? distance(one));
          const { tracker, walker, end, moves } = await walk(one, () => true);
          const arrived = tracker.tickets.get('ABC-1')!.status.id === one.target;
          assert.equal(arrived, shortest !== undefined);
          const isBack = walker.taken().some(({ to }) => past.has(to.id));
          assert.equal(isBack, arrived && forward === undefined, 'what lies behind is entered in need only');
          if (shortest === undefined) assert.ok(end.kind === 'stuck' || end.isBeyond);
          else assert.ok(moves <= shortest + 2, `${moves} moves, ${shortest} would do`);
        }),
        { numRuns: RUNS },
      ));

  it('no more than maxSteps are walked, back is never gone, and it ends, where nobody shows the way', () =>
    fc.assert(
      fc.asyncProperty(cases, fc.func(fc.boolean()), fc.integer({ min: 1, max: 8 }), async (one, samples, maxSteps) => {
        const { walker, moves, tracker } = await walk(one, samples, maxSteps);
        assert.ok(moves <= maxSteps);
        if (pastOf(one).has(one.target)) assert.equal(moves, 0);
        const ranks = [one.start, ...walker.taken().map(({ to }) => to.id)].map((id) =>
          rankOf(one.workflow.statuses.find((other) => other.id === id)!.category),
        );
        if (one.neverBackwards) assert.deepEqual(ranks, [...ranks].sort());
        assert.equal(walker.status().id, tracker.tickets.get('ABC-1')!.status.id);
      }),
      { numRuns: RUNS },
    ));
});
