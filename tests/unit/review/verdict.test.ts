import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { SEVERITIES } from '../../../src/review/finding.ts';
import type { Vote } from '../../../src/review/ports.ts';
import type { FailOn, VoteRule } from '../../../src/review/verdict.ts';
import { countBlocking, decideVerdict, decideVote, statusOf } from '../../../src/review/verdict.ts';

const FAIL_ON: FailOn[] = ['none', 'critical', 'major', 'minor'];
const VOTES: Vote[] = [10, 5, 0, -5, -10];
const RULES: VoteRule[] = ['none', 'wait', 'full'];

describe('the verdict', () => {
  const product = [undefined, ...SEVERITIES].flatMap((worst) =>
    FAIL_ON.flatMap((failOn) =>
      [true, false].flatMap((complete) =>
        RULES.flatMap((rule) => VOTES.map((own) => ({ worst, failOn, complete, rule, own }))),
      ),
    ),
  );
  const decided = product.map((given) => {
    const counts = { critical: 0, major: 0, minor: 0, info: 0, ...(given.worst ? { [given.worst]: 1 } : {}) };
    const blocking = countBlocking(counts, given.failOn);
    const verdict = decideVerdict(given.complete, blocking);
    return { ...given, blocking, verdict, vote: decideVote(given.rule, verdict, given.own) ?? given.own };
  });
  type Decided = (typeof decided)[number];
  const promises: [string, (state: Decided) => boolean, (state: Decided) => boolean][] = [
    [
      'is incomplete whenever something is missing',
      ({ complete }) => !complete,
      ({ verdict }) => verdict === 'incomplete',
    ],
    [
      'approves only what is complete and free of blocking findings',
      ({ verdict }) => verdict === 'approve',
      ({ complete, blocking }) => complete && blocking === 0,
    ],
    [
      'is green only when it approves',
      () => true,
      ({ verdict }) => (statusOf(verdict) === 'succeeded') === (verdict === 'approve'),
    ],
    ['leaves votes alone unless told', ({ rule }) => rule === 'none', ({ vote, own }) => vote === own],
    [
      'votes in favour only by the full rule, for an approved change',
      ({ rule, vote }) => rule !== 'none' && vote > 0,
      ({ verdict, rule }) => verdict === 'approve' && rule === 'full',
    ],
    [
      'waits for the author while something blocks',
      ({ rule, verdict }) => rule !== 'none' && verdict === 'requestChanges',
      ({ vote }) => vote === -5,
    ],
    ['never vetoes by itself', ({ rule }) => rule !== 'none', ({ vote }) => vote !== -10],
    ['lets a critical finding always block', ({ worst }) => worst === 'critical', ({ blocking }) => blocking === 1],
    [
      'never lets information block',
      ({ worst }) => worst === 'info' || worst === undefined,
      ({ blocking }) => blocking === 0,
    ],
  ];
  for (const [promise, when, then] of promises) {
    it(promise, () => {
      const affected = decided.filter(when);
      assert.ok(affected.length > 0);
      assert.deepEqual(
        affected.filter((state) => !then(state)),
        [],
      );
    });
  }
  it('was tried in more than 500 combinations', () => assert.ok(decided.length >= 500));

  it('does not vote twice', () => assert.equal(decideVote('full', 'approve', 10), undefined));
});
