import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { describeDuration, describeMoment, renderMoment } from '../../../../src/chat/render/moment.ts';

describe('Time in messages', () => {
  it('is a duration in the two largest units', () => {
    assert.deepEqual([-1, 0, 59.4, 60, 252, 3_600, 7_500].map(describeDuration), [
      '0 s',
      '0 s',
      '59 s',
      '1 min',
      '4 min 12 s',
      '1 h',
      '2 h 5 min',
    ]);
  });

  it('is a moment that needs no knowledge of the reader', () => {
    assert.equal(describeMoment(new Date(Date.UTC(2026, 0, 2, 3, 4))), '2 January 2026, 03:04 UTC');
    assert.equal(renderMoment(new Date(Number.NaN)), 'an unknown time');
  });
});
