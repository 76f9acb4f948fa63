import assert from 'node:assert/strict';
import { setTimeout } from 'node:timers/promises';
import { describe, it } from 'mocha';
import {
  answerWith,
  billed,
  cutInStream,
  errorInStream,
  failure,
  overloaded,
  rateLimited,
  type ScriptedAnswer,
  stallInStream,
  toolCall,
} from '../../../sandbox/claude/scripted-answer.ts';
import type { FaultKind } from '../../../sandbox/core/faults.ts';
import { conversation, GOOD, readTool, type Scene, withClaude } from './harness.ts';

const TURNS: readonly ScriptedAnswer[] = [
  toolCall('read_file', { path: 'a' }),
  toolCall('read_file', { path: 'b' }),
  answerWith(GOOD),
];

const SCRIPTED: Readonly<Record<string, ScriptedAnswer>> = {
  'a timeout (408)': failure('timeout_error', { status: 408 }),
  'a conflict (409)': failure('conflict_error'),
  'a rate limit (429)': rateLimited({ retryAfter: 2 }),
  'a ramp limit (429)': failure('rate_limit_error', { code: 'ramp_limit_exceeded', headers: { 'retry-after': '3' } }),
  'an internal error (500)': failure('api_error'),
  'an unavailable service (503)': failure('api_error', { status: 503 }),
  'an overload (529)': overloaded(),
  'an overload inside the stream': errorInStream(),
  'an internal error inside the stream': errorInStream(3, 'api_error'),
  'a rate limit inside the stream': errorInStream(3, 'rate_limit_error'),
  'a timeout inside the stream': errorInStream(3, 'timeout_error'),
  'a cut behind the first delta': cutInStream(),
  'a cut before the first event': cutInStream(0),
  'a cut before the last event': cutInStream(5),
  'a stall behind the headers': stallInStream(0),
  'a stall inside the stream': stallInStream(4),
};

const BROKEN: Readonly<Record<string, FaultKind>> = {
  'a reset': { kind: 'reset' },
  'a lost answer': { kind: 'lostAnswer' },
  'a page of a proxy': { kind: 'answer', status: 502, body: '<html>Bad gateway</html>' },
  'an empty answer': { kind: 'answer', status: 200, headers: { 'content-type': 'text/event-stream' }, body: '' },
};

const limits = { idleMs: 150 };

async function assertRecovers({ model, claude }: Scene): Promise<void> {
  const { tool, inputs } = readTool();
  const end = await model.converse(conversation({ tools: [tool] }));
  assert.equal(end.kind, 'answered', JSON.stringify(end));
  assert.deepEqual(end.answer, GOOD);
  assert.deepEqual(inputs, [{ path: 'a' }, { path: 'b' }]);
  assert.equal(end.usage.requests, TURNS.length + 1);
  assert.ok(claude.requests.length <= TURNS.length + 1);
}

describe('a turn that fails for a while', () => {
  for (const [name, fault] of Object.entries(SCRIPTED)) {
    it(`is asked for once more after ${name}, in whichever turn`, async () => {
      for (const at of TURNS.keys()) await withClaude(TURNS.toSpliced(at, 0, fault), assertRecovers, { limits });
    });
  }

  for (const [name, fault] of Object.entries(BROKEN)) {
    it(`is asked for once more after ${name}, in whichever turn`, async () => {
      for (const at of TURNS.keys()) {
        let seen = 0;
        const scripted = TURNS.toSpliced(at, 0, ...(fault.kind === 'lostAnswer' ? TURNS.slice(at, at + 1) : []));
        await withClaude(
          scripted,
          async (scene) => {
            scene.service.faults.add({ match: () => seen++ === at, fault, times: 1 });
            await assertRecovers(scene);
          },
          { limits },
        );
      }
    });
  }

  it('says what it waits for', () =>
    withClaude([overloaded(), overloaded(), answerWith(GOOD)], async ({ model, lines, time }) => {
      await model.converse(conversation());
      assert.deepEqual(
        lines.filter((line) => line.startsWith('info')),
        [
          'info: group 1 of 1: Claude is overloaded; trying again in 1 s (attempt 2).',
          'info: group 1 of 1: Claude is overloaded; trying again in 2 s (attempt 3).',
        ],
      );
      assert.equal(time.waits.length, 2);
    }));

  it('survives an outage of two minutes', () =>
    withClaude(
      {
        byTime: (time) => {
          const end = time.now() + 120_000;
          return () => (time.now() < end ? overloaded() : answerWith(GOOD));
        },
      },
      async ({ model, claude, time }) => {
        const end = await model.converse(conversation());
        assert.equal(end.kind, 'answered');
        assert.ok(claude.requests.length < 15);
        assert.ok(time.waits.every((ms) => ms <= 20_000));
      },
    ));

  it('is given up in the end', () =>
    withClaude(
      () => overloaded(),
      async ({ model, claude, time }) => {
        const started = time.now();
        const end = await model.converse(conversation());
        assert.equal(end.kind, 'failed');
        assert.equal(end.failure, 'remote');
        assert.match(end.message, /^Claude is overloaded; gave up after \d+ attempts\.$/);
        assert.ok(time.now() - started <= 240_000);
        assert.ok(claude.requests.length < 25);
        assert.equal(model.trace()[0]?.attempts, claude.requests.length);
      },
    ));

  it('never asks before Retry-After is over', async () => {
    const start = Date.parse('2026-11-23T10:00:00Z');
    const headers = [
      { 'retry-after': '7' },
      { 'retry-after': new Date(start + 9000).toUTCString() },
      { 'retry-after-ms': '4321' },
      { 'retry-after': '0' },
    ];
    const asked = [7000, 9000, 4321, 0];
    for (const [index, each] of headers.entries()) {
      await withClaude(
        [failure('rate_limit_error', { headers: each }), answerWith(GOOD)],
        async ({ model, time }) => {
          const end = await model.converse(conversation());
          assert.equal(end.kind, 'answered');
          const [wait = 0] = time.waits;
          assert.ok(wait >= (asked[index] ?? 0) && wait <= (asked[index] ?? 0) + 1300, `${wait}`);
        },
        { random: () => 0 },
      );
    }
  });

  it('is given up at once when Retry-After is longer than a turn may take', () =>
    withClaude([rateLimited({ retryAfter: 3600 })], async ({ model, claude, time }) => {
      const end = await model.converse(conversation());
      assert.equal(end.kind, 'failed');
      assert.equal(end.failure, 'remote');
      assert.match(end.message, /asks to wait 3600 s/);
      assert.equal(claude.requests.length, 1);
      assert.deepEqual(time.waits, []);
    }));

  it('counts the tokens of the attempts that failed', () =>
    withClaude([billed({ input_tokens: 7000 }, cutInStream()), answerWith(GOOD)], async ({ model }) => {
      await model.converse(conversation());
      const [turn] = model.trace();
      assert.equal(turn?.attempts, 2);
      assert.equal(model.usage().requests, 2);
      assert.ok(model.usage().inputTokens >= 7000);
      assert.ok((model.usage().costUsd ?? 0) > 0.028);
    }));

  it('is not given up while its stream goes on, however long that takes', () =>
    withClaude(
      [answerWith(GOOD)],
      async ({ model }) => {
        const end = await model.converse(conversation());
        assert.equal(end.kind, 'answered');
        assert.equal(end.usage.requests, 1);
      },
      {
        limits: { idleMs: 300 },
        fetch: async (url, init) => {
          const answer = await fetch(url, init);
          const events = (await answer.text()).split(/(?<=\n\n)/);
          const slow = new ReadableStream<Uint8Array>({
            pull: async (stream) => {
              const event = events.shift();
              await setTimeout(70, undefined, init?.signal ? { signal: init.signal } : {});
              if (event === undefined) stream.close();
              else stream.enqueue(Buffer.from(event));
            },
          });
          return new Response(slow, { headers: answer.headers });
        },
      },
    ));
});

describe('cancelling', () => {
  it('ends a stream at once with the reason of the signal', () =>
    withClaude([stallInStream(4)], async ({ model, controller, claude }) => {
      const reason = new Error('cancelled');
      const ended = model.converse(conversation());
      while (claude.requests.length === 0) await new Promise((resolve) => setImmediate(resolve));
      const started = performance.now();
      controller.abort(reason);
      await assert.rejects(ended, reason);
      assert.ok(performance.now() - started < 500);
    }));

  it('ends a wait, and makes no further request', () => {
    const reason = new Error('cancelled');
    const cancelled = new AbortController();
    return withClaude(
      [overloaded()],
      async ({ model, claude }) => {
        await assert.rejects(model.converse(conversation()), reason);
        await assert.rejects(model.converse(conversation()), reason);
        assert.equal(claude.requests.length, 1);
      },
      {
        signal: cancelled.signal,
        sleep: () => {
          cancelled.abort(reason);
          return Promise.reject(new Error('aborted'));
        },
      },
    );
  });

  it('wins over what a tool throws because of it', () =>
    withClaude([toolCall('read_file', { path: 'a' })], async ({ model, controller }) => {
      const reason = new Error('cancelled');
      const { tool } = readTool(() => {
        controller.abort(reason);
        return Promise.reject(new Error('git was killed'));
      });
      await assert.rejects(model.converse(conversation({ tools: [tool] })), reason);
    }));
});
