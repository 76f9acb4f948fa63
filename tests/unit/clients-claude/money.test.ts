import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { answerWith, billed, say, toolCall } from '../../../sandbox/claude/scripted-answer.ts';
import { Budget } from '../../../src/clients/claude/budget.ts';
import { estimateCost, findCost, NO_TOKENS } from '../../../src/clients/claude/cost.ts';
import { conversation, GOOD, withClaude } from './harness.ts';

const costOf = (model: string, tokens: object) =>
  findCost(model, { ...NO_TOKENS, hourTokens: 0, usOnly: false, ...tokens });

const close = (actual: number | undefined, expected: number) =>
  assert.ok(actual !== undefined && Math.abs(actual - expected) < 1e-9, `${actual} is not ${expected}`);

describe('the cost of a request', () => {
  it('is the sum of each class at its own price', () => {
    close(costOf('claude-opus-5-5', { inputTokens: 1_000_000 }), 4);
    close(costOf('claude-opus-5-5', { outputTokens: 1_000_000 }), 20);
    close(costOf('claude-opus-5-5', { cacheWriteTokens: 1_000_000 }), 5);
    close(costOf('claude-opus-5-5', { cacheWriteTokens: 1_000_000, hourTokens: 1_000_000 }), 8);
    close(costOf('claude-opus-5-5', { cacheReadTokens: 1_000_000 }), 0.4);
    close(
      costOf('claude-fable-5-1', { inputTokens: 100, cacheReadTokens: 100, outputTokens: 100, usOnly: true }),
      0.0066 - 0.00099 + 0.0011,
    );
  });

  it("follows haiku's tiers by the tokens of the prompt", () => {
    close(costOf('claude-haiku-5-5', { cacheReadTokens: 99_000, inputTokens: 1000, outputTokens: 1_000_000 }), 0.50109);
    close(
      costOf('claude-haiku-5-5', { cacheReadTokens: 99_000, inputTokens: 1001, outputTokens: 1_000_000 }),
      2.5054505,
    );
  });

  it('is not known for a model without a price', () => {
    assert.equal(costOf('claude-fable-5-2', {}), undefined);
    assert.equal(estimateCost('claude-fable-5-2', 1, 1), undefined);
  });

  it('is estimated from bytes and output before it is sent', () => {
    const estimate = estimateCost('claude-opus-5-5', 3_000_000, 32_000);
    close(estimate?.typicalUsd, 5 + 0.08);
    close(estimate?.worstUsd, 5 + 0.64);
  });
});

describe('a budget', () => {
  const { signal } = new AbortController();
  const one = { typicalUsd: 1, worstUsd: 3 };

  it('refuses a request that could pass it alone', async () => {
    const budget = new Budget(2.5);
    const first = await budget.reserve(one, signal);
    first?.settle(1.6);
    assert.equal(await budget.reserve(one, signal), undefined);
    assert.equal(await new Budget(0.9).reserve(one, signal), undefined);
  });

  it('is passed by less than one request, however many run at once', async () => {
    const limit = 10;
    const budget = new Budget(limit);
    let spent = 0;
    await Promise.all(
      Array.from({ length: 10 }, async () => {
        const share = await budget.reserve(one, signal);
        if (!share) return;
        await new Promise((resolve) => setImmediate(resolve));
        spent += one.worstUsd;
        share.settle(one.worstUsd);
      }),
    );
    assert.ok(spent > limit - one.worstUsd && spent <= limit + one.worstUsd - one.typicalUsd, `${spent}`);
  });

  it('ends a wait with the reason of the signal', async () => {
    const controller = new AbortController();
    const budget = new Budget(3.5);
    await budget.reserve(one, signal);
    const waiting = budget.reserve(one, controller.signal);
    const reason = new Error('cancelled');
    controller.abort(reason);
    await assert.rejects(waiting, reason);
  });

  it('of 0 is no limit', async () => {
    assert.ok(await new Budget(0).reserve({ typicalUsd: 1e9, worstUsd: 1e9 }, signal));
  });
});

describe('a model with a budget', () => {
  it('sends nothing that could pass it', () =>
    withClaude(
      [],
      async ({ model, claude }) => {
        const end = await model.converse(conversation());
        assert.equal(end.kind === 'failed' && end.failure, 'budget');
        assert.equal(claude.requests.length, 0);
        assert.deepEqual(model.trace(), []);
      },
      { budgetUsd: 0.05 },
    ));

  it('stops before the request that could pass it', () =>
    withClaude(
      (_request, index) => billed({ output_tokens: 5000 }, toolCall('read_file', { path: String(index) })),
      async ({ model, claude }) => {
        const end = await model.converse(conversation({ maxTurns: 50 }));
        assert.equal(end.kind === 'failed' && end.failure, 'budget');
        const { costUsd = 0 } = model.usage();
        assert.ok(costUsd > 0.4 && costUsd <= 0.52, `${costUsd}`);
        assert.equal(claude.requests.length, end.usage.requests);
      },
      { budgetUsd: 0.5 },
    ));

  it('keeps it over conversations that run at once', () =>
    withClaude(
      () => billed({ output_tokens: 32_000 }, say('{}')),
      async ({ model }) => {
        const ends = await Promise.all(Array.from({ length: 8 }, () => model.converse(conversation({ maxTurns: 4 }))));
        assert.ok(ends.every((end) => end.kind === 'failed'));
        const oneRequest = 0.65;
        assert.ok((model.usage().costUsd ?? 0) <= 2 + oneRequest, `${model.usage().costUsd}`);
        assert.ok((model.usage().costUsd ?? 0) > 1.2);
      },
      { budgetUsd: 2 },
    ));

  it('lets conversations that fit run at once', () =>
    withClaude(
      () => answerWith(GOOD),
      async ({ model }) => {
        const ends = await Promise.all(Array.from({ length: 6 }, () => model.converse(conversation())));
        assert.ok(ends.every(({ kind }) => kind === 'answered'));
        assert.equal(model.usage().requests, 6);
      },
      { budgetUsd: 1 },
    ));
});
