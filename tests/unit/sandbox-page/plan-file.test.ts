import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { planFile, type FilePlan, type LineRow } from '../../../sandbox/page/plan-file.ts';
import { fileOf, rangeOf, threadOf } from './views.ts';

const diff = fileOf('a.ts', ' one', '-two', '+zwei', '+drei', ' four');
const rowsOf = (plan: FilePlan) =>
  plan.hunks.flatMap(({ rows }) => rows).filter((row): row is LineRow => row.kind === 'line');
const under = (plan: FilePlan, text: string) =>
  rowsOf(plan)
    .filter(({ line }) => line.text === text)
    .flatMap(({ threads }) => threads.map(({ id }) => id));
const markedIn = (plan: FilePlan) =>
  rowsOf(plan).flatMap(({ line, marks }) => marks.map(({ from, to }) => line.text.slice(from, to)));

describe('what is shown of a file', () => {
  it('has a thread below the line where its range ends', () => {
    const plan = planFile(diff, [threadOf(1, rangeOf('a.ts', [2, 1], [3, 5]))], 100);
    assert.deepEqual(under(plan, 'drei'), [1]);
    assert.deepEqual(markedIn(plan), ['zwei', 'drei']);
  });

  it('has a thread of the old side below the removed line', () => {
    const plan = planFile(diff, [threadOf(1, rangeOf('a.ts', [2, 2], [2, 4], 'old'))], 100);
    assert.deepEqual(under(plan, 'two'), [1]);
    assert.deepEqual(markedIn(plan), ['wo']);
  });

  it('marks exactly from the first offset to before the last', () => {
    assert.deepEqual(markedIn(planFile(diff, [threadOf(1, rangeOf('a.ts', [2, 3], [3, 2]))], 100)), ['ei', 'd']);
    assert.deepEqual(markedIn(planFile(diff, [threadOf(1, rangeOf('a.ts', [2, 1], [2, 1]))], 100)), []);
    assert.deepEqual(markedIn(planFile(diff, [threadOf(1, rangeOf('a.ts', [2, 0], [2, 99]))], 100)), ['zwei']);
  });

  it('joins marks that overlap', () => {
    const threads = [threadOf(1, rangeOf('a.ts', [2, 1], [2, 3])), threadOf(2, rangeOf('a.ts', [2, 2], [2, 4]))];
    assert.deepEqual(markedIn(planFile(diff, threads, 100)), ['zwe']);
  });

  it('names threads that are on no line of the diff, and on the file', () => {
    const threads = [threadOf(1, rangeOf('a.ts', [90, 1], [90, 2])), threadOf(2, { path: 'a.ts', range: undefined })];
    assert.deepEqual(
      planFile(diff, threads, 100).otherThreads.map(({ id }) => id),
      [1, 2],
    );
  });

  it('leaves lines out of a large file, but never those around a thread', () => {
    const large = fileOf('a.ts', ...Array.from({ length: 100 }, (_, index) => `+line ${index + 1}`));
    const plan = planFile(large, [threadOf(1, rangeOf('a.ts', [50, 1], [50, 2]))], 10);
    const [hunk] = plan.hunks;
    assert.deepEqual(
      hunk?.rows.filter((row) => row.kind === 'gap').map((row) => row.count),
      [31, 42],
    );
    assert.deepEqual(under(plan, 'line 50'), [1]);
    assert.equal(plan.shown, 27);
    assert.equal(plan.added, 100);
  });
});
