import type Anthropic from '@anthropic-ai/sdk';
import { describe, it } from 'mocha';
import assert from 'node:assert/strict';
import { say } from '../../../sandbox/claude/scripted-answer.ts';
import { asking, withClaude } from './service.ts';

const long = (letter: string, tokens: number) => letter.repeat(tokens * 4);
const cached = { cache_control: { type: 'ephemeral' as const } };
const user = (content: string): Anthropic.MessageParam => ({ role: 'user', content });
const figures = ({ usage }: Anthropic.Message) => ({
  input: usage.input_tokens,
  read: usage.cache_read_input_tokens ?? 0,
  written: usage.cache_creation_input_tokens ?? 0,
});

/** Asks for the figures of requests, one after the other. */
async function billed(requests: readonly Partial<Anthropic.MessageCreateParamsNonStreaming>[], minutesBetween = 0) {
  let now = Date.parse('2026-11-21T12:00:00Z');
  const clock = { speed: 1, now: () => new Date(now) };
  const all: ReturnType<typeof figures>[] = [];
  await withClaude(async ({ claude, client }) => {
    claude.script(() => say('ok'));
    for (const request of requests) {
      all.push(figures(await client.messages.stream(asking(request)).finalMessage()));
      now += minutesBetween * 60_000;
    }
  }, clock);
  return all;
}

const first = { system: long('s', 2000), messages: [user('one')], ...cached };
const followUp = { ...first, messages: [user('one'), { role: 'assistant' as const, content: 'ok' }, user('two')] };

describe("the sandbox Claude's figures", () => {
  it('count about four bytes a token, also when asked for the count alone', () =>
    withClaude(async ({ claude, client }) => {
      claude.script([say(long('x', 100))]);
      const request = asking({ system: long('s', 500) });
      const { usage } = await client.messages.create(request);
      assert.ok(Math.abs(usage.input_tokens - 520) < 20, String(usage.input_tokens));
      assert.ok(Math.abs(usage.output_tokens - 100) < 5, String(usage.output_tokens));
      const { max_tokens: _, ...counted } = request;
      assert.deepEqual(await client.messages.countTokens(counted), { input_tokens: usage.input_tokens });
    }));

  it('bill what an earlier request has cached as read, and only the rest as written', async () => {
    const [one, two, three] = await billed([first, followUp, followUp]);
    assert.ok(one && two && three);
    assert.deepEqual([one.read, one.input], [0, 0]);
    assert.equal(two.read, one.written);
    assert.ok(two.written > 0 && two.written < 40);
    assert.deepEqual(three, { input: 0, read: two.read + two.written, written: 0 });
  });

  it('bill all of it again when the prefix is another one', async () => {
    for (const change of [
      { system: long('t', 2000) },
      { model: 'claude-haiku-5-5' },
      { tools: [{ name: 'Read', input_schema: { type: 'object' as const } }] },
    ]) {
      const [, two] = await billed([first, { ...followUp, ...change }]);
      assert.equal(two?.read, 0);
    }
  });

  it('keep explicit breakpoints apart from what follows them', async () => {
    const system = [{ type: 'text' as const, text: long('s', 2000), ...cached }];
    const [one, two] = await billed([
      { system, messages: [user(long('a', 300))] },
      { system, messages: [user(long('b', 300))] },
    ]);
    assert.ok(one && two && one.input > 300 && one.written > 2000);
    assert.deepEqual(two, { input: one.input, read: one.written, written: 0 });
  });

  it('cache nothing below the minimum or without a mark', async () => {
    for (const request of [
      { ...first, system: long('s', 900) },
      { ...first, cache_control: null },
    ]) {
      const [one, two] = await billed([request, request]);
      assert.deepEqual(two, one);
      assert.deepEqual([one?.read, one?.written], [0, 0]);
    }
  });

  it('forget after five minutes without use, or after an hour where that was asked for', async () => {
    const hour = { ...first, cache_control: { type: 'ephemeral' as const, ttl: '1h' as const } };
    assert.deepEqual(
      (await billed([first, first, first], 4)).map(({ read }) => read > 0),
      [false, true, true],
    );
    assert.equal((await billed([first, first], 6))[1]?.read, 0);
    assert.ok(((await billed([hour, hour], 50))[1]?.read ?? 0) > 2000);
  });
});
