import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { findRepeated } from '../../../sandbox/play/find-repeated.ts';

const POSTED = 'Slack message of pr-1 in C0S00000008, posted [skip ci]';
const STAGED = 'Stage pull request 8 for parcel-tracker 1.4.1 [skip ci]';

describe('What the ledger of a play says again', () => {
  it('is no fault of a claim whose job was lost, a new question, or answers to a review', () => {
    const again = [
      'Slack message of pr-1 in C0S00000008, to be posted [skip ci]',
      'Slack message of run-8 in C0S00000008, with another question [skip ci]',
      'Review of pull request 1, update 1: requestChanges [skip ci]',
    ];
    assert.deepEqual(findRepeated([...again, POSTED, STAGED, ...again]), []);
  });

  it('is named where a message was posted, or a release taken a step, twice', () => {
    assert.deepEqual(findRepeated([POSTED, STAGED, POSTED, STAGED]), [POSTED, STAGED]);
  });
});
