import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import type { CardEnd, CardFacts } from '../../../../src/chat/render/card.ts';
import type { MessageFacts } from '../../../../src/chat/render/facts.ts';
import { renderCard, renderEndedCard } from '../../../../src/chat/render/render-card.ts';
import { renderMessage } from '../../../../src/chat/render/render-message.ts';
import { trials } from '../../../support/trials.ts';
import { hostileText, hostileTitle, hostileUrl } from './hostile.ts';
import { problemsOf } from './problems-of.ts';

const pullRequest = fc.record({ id: fc.nat(), title: hostileTitle, url: hostileUrl, author: hostileText });
const run = fc.record({ number: hostileText, url: hostileUrl });

const review: fc.Arbitrary<MessageFacts> = fc.record(
  {
    kind: fc.constant('review' as const),
    pullRequest,
    verdict: fc.constantFrom('approve', 'requestChanges', 'incomplete'),
    findings: fc.array(
      fc.record({
        severity: fc.constantFrom('critical', 'major', 'minor', 'info'),
        title: hostileTitle,
        path: hostileText,
        line: fc.nat(),
        explanation: hostileTitle,
        url: hostileUrl,
      }),
      { maxLength: 60 },
    ),
    reason: hostileTitle,
    run,
    costUsd: fc.double({ min: 0, max: 10, noNaN: true }),
  },
  { requiredKeys: ['kind', 'pullRequest', 'verdict'] },
);

const pipeline: fc.Arbitrary<MessageFacts> = fc.record(
  {
    kind: fc.constant('pipeline' as const),
    pipeline: hostileTitle,
    run,
    state: fc.constantFrom('running', 'waiting', 'succeeded', 'failed', 'cancelled'),
    branch: hostileTitle,
    commit: hostileText,
    requester: hostileText,
    stages: fc.array(fc.record({ name: hostileTitle, state: fc.constantFrom('pending', 'failed') }), { maxLength: 40 }),
    failure: fc.record({ where: fc.array(hostileTitle), issue: hostileTitle, url: hostileUrl }),
    durationSeconds: fc.nat(),
    pullRequest,
  },
  { requiredKeys: ['kind', 'pipeline', 'run', 'state'] },
);

const markdown = fc
  .array(fc.oneof(hostileTitle, fc.constantFrom('# ', '- ', '```', '~~~ts', '**b', '**', '[a](https://x.y/z)', '\n')))
  .map((parts) => parts.join('\n'));

const text: fc.Arbitrary<MessageFacts> = fc.record(
  { kind: fc.constant('text' as const), text: markdown, title: hostileTitle, run },
  { requiredKeys: ['kind', 'text'] },
);

const card: fc.Arbitrary<CardFacts> = fc.record(
  {
    heading: hostileTitle,
    question: hostileTitle,
    details: markdown,
    run,
    facts: fc.array(hostileTitle, { maxLength: 8 }),
    deciders: fc.array(hostileText, { maxLength: 20 }),
    deadline: fc.date({ min: new Date(0), max: new Date(Date.UTC(2200, 0)) }),
    buttons: fc.uniqueArray(
      fc.record({
        actionId: fc.nat().map((id) => `choice-${id}`),
        label: hostileTitle,
        value: fc.string({ minLength: 1, maxLength: 2_000 }),
        url: hostileUrl,
      }),
      { selector: ({ actionId }) => actionId, maxLength: 8 },
    ),
  },
  { requiredKeys: ['question', 'buttons'] },
);

const at = new Date(Date.UTC(2026, 10, 28, 14, 5));
const end: fc.Arbitrary<CardEnd> = fc.oneof(
  fc.record({
    kind: fc.constant('decided' as const),
    choice: hostileText,
    by: hostileText,
    at: fc.constant(at),
    reason: hostileTitle,
  }),
  fc.record({ kind: fc.constant('timedOut' as const), at: fc.constant(at), choice: hostileText }),
  fc.constant({ kind: 'cancelled' as const, at }),
  fc.record({ kind: fc.constant('closed' as const), at: fc.constant(at), why: hostileTitle }),
);

describe('Any message', () => {
  it('of a review, a pipeline or a text is taken by Slack', () => {
    fc.assert(
      fc.property(fc.oneof(review, pipeline, text), (facts) => assert.deepEqual(problemsOf(renderMessage(facts)), [])),
      { numRuns: trials(2_000, 150) },
    );
  }).timeout(300_000);

  it('that asks is taken by Slack, with buttons whose values are whole, and without them when it has ended', () => {
    fc.assert(
      fc.property(card, end, (facts, how) => {
        const open = renderCard(facts);
        assert.deepEqual(problemsOf(open), []);
        const buttons = open.message.blocks.flatMap((block) => (block.type === 'actions' ? block.elements : []));
        assert.deepEqual(
          buttons.map(({ value }) => value),
          facts.buttons.map(({ value }) => value),
        );
        const ended = renderEndedCard(facts, how);
        assert.deepEqual(problemsOf(ended), []);
        assert.ok(ended.message.blocks.every(({ type }) => type !== 'actions'));
      }),
      { numRuns: trials(2_000, 150) },
    );
  }).timeout(300_000);
});
