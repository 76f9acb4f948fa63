import Anthropic, { APIError, RateLimitError } from '@anthropic-ai/sdk';
import { describe, it } from 'mocha';
import assert from 'node:assert/strict';
import * as answers from '../../../sandbox/claude/scripted-answer.ts';
import { asking, withClaude } from './service.ts';

const READ = { name: 'Read', input_schema: { type: 'object' as const } };

const format = {
  type: 'json_schema' as const,
  schema: {
    type: 'object',
    properties: {
      findings: { type: 'array', items: { type: 'object', properties: {}, additionalProperties: false } },
      summary: { type: 'string' },
    },
    required: ['findings', 'summary'],
    additionalProperties: false,
  },
};

const rejects = (work: Promise<unknown>, wanted: Partial<APIError>) =>
  assert.rejects(work, (error) => {
    assert.ok(error instanceof APIError, String(error));
    for (const [key, value] of Object.entries(wanted)) assert.equal(error[key as keyof APIError], value, key);
    return true;
  });

describe('a scripted Claude', () => {
  it('streams thinking, text and a tool call as one message', () =>
    withClaude(async ({ claude, client }) => {
      const input = { path: 'src/😀/a.ts', lines: Array.from({ length: 40 }, (_, i) => `line "${i}"`) };
      claude.script([answers.reply([answers.thinking('Looking.'), 'I read it.', answers.toolUse('Read', input)])]);
      const thinking = { type: 'adaptive' as const, display: 'summarized' as const };
      const stream = client.messages.stream(asking({ tools: [READ], thinking }));
      const deltas: string[] = [];
      stream.on('streamEvent', (event) => event.type === 'content_block_delta' && deltas.push(event.delta.type));
      const message = await stream.finalMessage();
      assert.deepEqual(
        message.content.map((block) => block.type),
        ['thinking', 'text', 'tool_use'],
      );
      assert.deepEqual(message.content[2]?.type === 'tool_use' && message.content[2].input, input);
      assert.equal(message.content[0]?.type === 'thinking' && message.content[0].thinking, 'Looking.');
      assert.equal(message.stop_reason, 'tool_use');
      assert.ok(deltas.filter((type) => type === 'input_json_delta').length > 5);
      assert.ok(deltas.includes('signature_delta'));
    }));

  it('gives the same message without a stream', () =>
    withClaude(async ({ claude, client }) => {
      claude.script(() => answers.say('Hello yourself'));
      const whole = await client.messages.create(asking());
      const streamed = await client.messages.stream(asking()).finalMessage();
      assert.deepEqual(streamed.content, whole.content);
      assert.deepEqual(streamed.usage, whole.usage);
      assert.ok(whole.usage.output_tokens >= 4);
    }));

  it('writes an answer that fits the format, with what is missing filled in', () =>
    withClaude(async ({ claude, client }) => {
      claude.script([answers.answerWith({ findings: [{}] }), answers.answerWith({ findings: 3 })]);
      const request = asking({ output_config: { format } });
      const { content } = await client.messages.stream(request).finalMessage();
      assert.equal(content[0]?.type === 'text' && content[0].text, '{"findings":[{}],"summary":""}');
      await rejects(client.messages.stream(request).finalMessage(), { status: 400 });
    }));

  it('refuses with a reason', () =>
    withClaude(async ({ claude, client }) => {
      claude.script([answers.refusal('cyber')]);
      const message = await client.messages.stream(asking()).finalMessage();
      assert.equal(message.stop_reason, 'refusal');
      assert.equal(message.stop_details?.category, 'cyber');
    }));

  it('stops for any reason, with figures of the test', () =>
    withClaude(async ({ claude, client }) => {
      claude.script([
        answers.stopped('max_tokens', answers.say('half')),
        answers.billed({ input_tokens: 7 }, answers.say('paid')),
      ]);
      assert.equal((await client.messages.stream(asking()).finalMessage()).stop_reason, 'max_tokens');
      assert.equal((await client.messages.stream(asking()).finalMessage()).usage.input_tokens, 7);
    }));

  it('cuts the JSON of a tool call', () =>
    withClaude(async ({ claude, client }) => {
      claude.script([answers.truncatedToolCall('Read', '{"path": "src/a')]);
      const pieces: string[] = [];
      const stream = client.messages.stream(asking({ tools: [READ] }));
      stream.on('streamEvent', (event) => {
        if (event.type === 'content_block_delta' && event.delta.type === 'input_json_delta') {
          pieces.push(event.delta.partial_json);
        }
      });
      assert.equal((await stream.finalMessage()).stop_reason, 'max_tokens');
      assert.equal(pieces.join(''), '{"path": "src/a');
    }));

  it('fails with status, type, code and headers', () =>
    withClaude(async ({ claude, client }) => {
      claude.script([answers.overloaded(), answers.rateLimited({ retryAfter: 2 }), answers.spendLimit()]);
      const ask = () => client.messages.stream(asking()).finalMessage();
      await rejects(ask(), { status: 529, type: 'overloaded_error', errorCode: null });
      await assert.rejects(
        ask(),
        (error) => error instanceof RateLimitError && error.headers.get('retry-after') === '2',
      );
      await rejects(ask(), { status: 429, type: 'rate_limit_error', errorCode: 'enforced_spend_limit_reached' });
      await rejects(ask(), { status: 400, type: 'invalid_request_error' });
    }));

  it('sends an error inside the stream', () =>
    withClaude(async ({ claude, client }) => {
      claude.script([answers.errorInStream(4)]);
      await rejects(client.messages.stream(asking()).finalMessage(), { type: 'overloaded_error' });
    }));

  it('cuts the connection after the first delta', () =>
    withClaude(async ({ claude, client, traffic }) => {
      claude.script([answers.cutInStream(), answers.say('again')]);
      const texts: string[] = [];
      const stream = client.messages.stream(asking()).on('text', (text) => texts.push(text));
      await assert.rejects(stream.finalMessage());
      assert.equal(texts.length, 1);
      await client.messages.stream(asking()).finalMessage();
      assert.equal(traffic.entries.length, 2);
    }));

  it('falls silent after the headers, on an open connection', () =>
    withClaude(async ({ claude, client }) => {
      claude.script([answers.stallInStream(), answers.stallInStream(2)]);
      for (const events of [0, 1]) {
        const abort = new AbortController();
        const stream = client.messages.stream(asking(), { signal: abort.signal });
        let seen = 0;
        stream.on('streamEvent', () => ++seen);
        const silent = stream.withResponse().then(async () => {
          while (seen < events) await new Promise(setImmediate);
          abort.abort();
        });
        await assert.rejects(stream.finalMessage(), Anthropic.APIUserAbortError);
        await silent;
        assert.equal(seen, events);
      }
    }));

  it('records what was asked, and leaves what the script does not answer to the stand-in', () =>
    withClaude(async ({ claude, client }) => {
      claude.script((request, index) => (index === 1 ? answers.say(request.model) : undefined));
      await client.messages.stream(asking()).finalMessage();
      const second = await client.messages.stream(asking()).finalMessage();
      assert.equal(second.content[0]?.type === 'text' && second.content[0].text, 'claude-sonnet-5-5');
      assert.deepEqual(
        claude.requests.map(({ body }) => body['stream']),
        [true, true],
      );
      assert.equal(claude.requests[0]?.headers['anthropic-version'], '2026-10-21');
    }));
});
