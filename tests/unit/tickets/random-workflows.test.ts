import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { createWorkflows } from '../../../src/tickets/learn-workflow.ts';
import type { StatusCategory } from '../../../src/tickets/ports.ts';
import { parseTarget, rankOf } from '../../../src/tickets/status-target.ts';
import { createWalker } from '../../../src/tickets/walk-ticket.ts';
import type { FakeStep, FakeWorkflow } from '../../support/fake-tracker.ts';
import { FakeTracker, status } from '../../support/fake-tracker.ts';

/** SWEEP=1000 npx mocha tests/unit/tickets/random-workflows.test.ts for the full number. */
const RUNS = Number(process.env['SWEEP'] ?? 300);
const MAX_STEPS = 15;

interface Case {
  readonly workflow: FakeWorkflow;
  readonly start: string;
  readonly target: string;
  readonly neverBackwards: boolean;
}

const categories = fc.constantFrom<StatusCategory>('toDo', 'inProgress', 'done');

/** Up to 15 statuses; loops, self-loops, global, conditional and refused transitions, and transitions of one name. */
const cases: fc.Arbitrary<Case> = fc
  .integer({ min: 2, max: 15 })
  .chain((count) => {
    const id = fc.integer({ min: 1, max: count }).map(String);
    const step = fc.record({
      from: fc.oneof({ weight: 12, arbitrary: id }, { weight: 1, arbitrary: fc.constant(undefined) }),
      to: id,
      name: fc.constantFrom('Next', 'Back', 'Start', ' start '),
      isConditional: fc.boolean(),
      refuses: fc.option(fc.constant('No.'), { nil: undefined, freq: 8 }),
      isHidden: fc.integer({ min: 0, max: 7 }).map((number) => number === 0),
    });
    return fc.record({
      statuses: fc.array(categories, { minLength: count, maxLength: count }),
      steps: fc.array(step, { maxLength: count * 3 }),
      start: id,
      target: id,
      neverBackwards: fc.boolean(),
    });
  })
  .map(({ statuses, steps, ...rest }) => ({
    ...rest,
    workflow: {
      statuses: statuses.map((category, index) => status(String(index + 1), `Status ${index + 1}`, category)),
      steps: steps.map(({ from, refuses, isHidden, ...step }, index): FakeStep => ({
        ...step,
        id: String(index + 1),
        ...(from === undefined ? {} : { from }),
        ...(refuses === undefined ? {} : { refuses }),
        // Hidden by a permission: from every ticket alike.
        ...(isHidden ? { hiddenFrom: ['ABC-1', ...statuses.map((_, number) => `ABC-${number + 100}`)] } : {}),
      })),
    },
  }));

/** The oracle: steps of the shortest way, over everything; undefined when there is none. */
function distance({ workflow, start, target, neverBackwards }: Case): number | undefined {
  const rank = (id: string) => rankOf(workflow.statuses.find((one) => one.id === id)!.category);
  const distances = new Map([[start, 0]]);
  for (const [at, steps] of distances) {
    if (at === target) return steps;
    for (const { from, to, refuses, hiddenFrom } of workflow.steps) {
      const isOpen = (from ?? at) === at && refuses === undefined && hiddenFrom === undefined;
      const isBack = neverBackwards && rank(to) < rank(at);
      if (isOpen && !isBack && !distances.has(to)) distances.set(to, steps + 1);
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
  it('every reachable status is reached by the shortest way and at most two steps more, others never', () =>
    fc.assert(
      fc.asyncProperty(cases, async (one) => {
        const shortest = distance(one);
        const { tracker, end, moves } = await walk(one, () => true);
        const arrived = tracker.tickets.get('ABC-1')!.status.id === one.target;
        assert.equal(arrived, shortest !== undefined);
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
        const ranks = [one.start, ...walker.taken().map(({ to }) => to.id)].map((id) =>
          rankOf(one.workflow.statuses.find((other) => other.id === id)!.category),
        );
        if (one.neverBackwards) assert.deepEqual(ranks, [...ranks].sort());
        assert.equal(walker.status().id, tracker.tickets.get('ABC-1')!.status.id);
      }),
      { numRuns: RUNS },
    ));
});
