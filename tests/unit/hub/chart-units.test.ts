import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { axisOf, sayValue } from '../../../hub/pages/metrics/chart-units.ts';

describe('The axis of a chart', () => {
  it('has whole numbers for what is counted, and few lines', () => {
    assert.equal(axisOf('count', 1).step, 1);
    assert.equal(axisOf('count', 0).step, 1);
    assert.equal(axisOf('count', 50).step, 9);
  });

  it('goes in hours or in days, never in both', () => {
    fc.assert(
      fc.property(fc.double({ min: 2, max: 100_000, noNaN: true }), (most) => {
        const { step = 0, say } = axisOf('hours', most);
        const lines = Math.ceil(most / step);
        assert.ok(lines <= 6, `${lines} lines`);
        const units = new Set(Array.from({ length: lines }, (_, line) => say((line + 1) * step).replace(/^\d+ /, '')));
        assert.equal(units.size, 1, [...units].join());
      }),
    );
    assert.equal(axisOf('hours', 100).say(24), '1 d');
    assert.equal(axisOf('hours', 1).say(0.5), '30 min');
  });

  it('has four digits for sums of cents, and values as the page has them', () => {
    assert.equal(axisOf('dollars', 0.05).say(0.01), '$0.0100');
    assert.equal(axisOf('dollars', 3).say(1.5), '$1.50');
    assert.equal(sayValue('hours', 60), '2.5 days');
    assert.equal(sayValue('percent', 98.5), '98.5 %');
    assert.equal(sayValue('count', 1.25), '1.3');
  });
});
