import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { alternate, median } from '../../../scripts/bench/alternate.ts';
import { type Figure, isWithin, tableRow } from '../../../scripts/bench/figure.ts';
import { renderTwoBlocks } from '../../../scripts/bench/two-blocks.ts';

const figure = (over: Partial<Figure>): Figure => ({ measure: 'm', unit: 'ms', ours: 300, note: '', ...over });

describe('a figure of the benchmark', () => {
  it('is held to its ratio with a peer, and alone without one', () => {
    assert.ok(isWithin(figure({ peer: 150, limit: { atMost: 2 } })));
    assert.ok(!isWithin(figure({ peer: 149, limit: { atMost: 2 } })));
    assert.ok(isWithin(figure({ limit: { atMost: 300 } })));
    assert.ok(!isWithin(figure({ limit: { atMost: 299 } })));
    assert.ok(!isWithin(figure({ limit: { atLeast: 301 } })));
    assert.ok(isWithin(figure({})));
  });

  it('keeps no limit when it could not be measured', () => {
    for (const ours of [Number.NaN, median([])]) {
      assert.ok(!isWithin(figure({ ours, limit: { atMost: 1 } })));
      assert.ok(!isWithin(figure({ ours, limit: { atLeast: 1 } })));
    }
    assert.ok(!isWithin(figure({ peer: Number.NaN, limit: { atMost: 1 } })));
  });

  it('says in the table what is over', () => {
    assert.deepEqual(tableRow(figure({ peer: 100, limit: { atMost: 2 } })), [
      'm',
      '300 ms',
      '100 ms',
      '3.00×',
      '≤ 2.00×',
      'OVER',
      '',
    ]);
    assert.deepEqual(tableRow(figure({ unit: 'bytes', ours: 2_251_457, limit: { atMost: 3e6 } })).slice(1, 6), [
      '2.25 MB',
      '',
      '2.25 MB',
      '≤ 3.00 MB',
      'ok',
    ]);
  });

  it('is the middle of runs that take turns, the first of each left out', async () => {
    assert.equal(median([9, 1, 5]), 5);
    assert.equal(median([1, 4]), 2.5);
    const order: string[] = [];
    const run = (name: string) => () => Promise.resolve(order.push(name));
    assert.deepEqual(await alternate(2, run('a'), run('b')), { a: [3, 5], b: [4, 6] });
    assert.deepEqual(order, ['a', 'b', 'a', 'b', 'a', 'b']);
  });

  it('is compared with hunks in two blocks', () => {
    const diff =
      'diff --git a/x.ts b/x.ts\nindex 1..2 100644\n--- a/x.ts\n+++ b/x.ts\n@@ -4,2 +4,2 @@ f\n same\n-old\n+new\n';
    assert.equal(
      renderTwoBlocks(diff),
      "## File: 'x.ts'\n\n@@ -4,2 +4,2 @@ f\n__new hunk__\n4  same\n5 +new\n__old hunk__\n same\n-old",
    );
  });
});
