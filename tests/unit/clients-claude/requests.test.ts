import assert from 'node:assert/strict';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, it } from 'mocha';
import * as z from 'zod';
import { answerWith, reply, thinking, toolCall, toolUse } from '../../../sandbox/claude/scripted-answer.ts';
import { strictSchema } from '../../../src/clients/claude/answer-schema.ts';
import { conversation, GOOD, withClaude } from './harness.ts';

const good = answerWith(GOOD);

describe('requests to Claude', () => {
  it('repeat what was sent before byte by byte and read it from the cache', () =>
    withClaude(
      [
        reply([thinking('First a.'), toolUse('read_file', { path: 'a' })]),
        toolCall('read_file', { path: 'b' }),
        toolCall('read_file', { path: 'c' }),
        good,
      ],
      async ({ model, claude }) => {
        const end = await model.converse(conversation({ system: 'You review code. '.repeat(400) }));
        assert.equal(end.kind, 'answered');
        const bodies = claude.requests.map(({ body }) => body);
        assert.equal(bodies.length, 4);
        bodies.slice(1).forEach((body, index) => {
          const before = bodies[index] ?? {};
          const { messages: now, ...fixed } = body;
          const { messages: then, ...fixedThen } = before;
          assert.equal(JSON.stringify(fixed), JSON.stringify(fixedThen));
          const said = then as unknown[];
          assert.equal(JSON.stringify((now as unknown[]).slice(0, said.length)), JSON.stringify(said));
        });
        const [first, ...later] = model.trace();
        assert.ok(first && first.cacheWriteTokens > 0 && first.cacheReadTokens === 0);
        assert.ok(later.every(({ cacheReadTokens }) => cacheReadTokens >= first.cacheWriteTokens));
      },
    ));

  it('let a second conversation read the tools and the system prompt of the first from the cache', () =>
    withClaude([good, good], async ({ model }) => {
      const system = 'You review code. '.repeat(400);
      await model.converse(conversation({ system, prompt: 'Review group 1.' }));
      await model.converse(conversation({ system, prompt: 'Review group 2.' }));
      assert.ok((model.trace()[1]?.cacheReadTokens ?? 0) > 1000);
    }));

  it('ask for thinking, effort and strict schemas', () =>
    withClaude([good], async ({ model, claude }) => {
      await model.converse(conversation());
      const { body } = claude.requests[0]!;
      assert.deepEqual(body['thinking'], { type: 'adaptive', display: 'summarized' });
      assert.deepEqual(body['cache_control'], { type: 'ephemeral' });
      const [tool] = body['tools'] as { strict: boolean; input_schema: object }[];
      assert.equal(tool?.strict, true);
      assert.deepEqual(tool.input_schema, {
        type: 'object',
        properties: {
          path: { type: 'string', description: '{minLength: 1}' },
          line: { type: 'integer', description: '{minimum: 1}' },
        },
        required: ['path'],
        additionalProperties: false,
      });
      const { effort } = body['output_config'] as { effort: string };
      assert.equal(effort, 'medium');
    }));

  it('leave out what an older model does not take', async () => {
    let sent = '';
    const server = http.createServer((request, response) => {
      request.on('data', (data: Buffer) => (sent += data.toString()));
      request.on('end', () => response.writeHead(401).end());
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    await withClaude([], async ({ model }) => assert.rejects(model.converse(conversation())), {
      url,
      model: 'claude-haiku-4-5',
    });
    server.close();
    assert.ok(sent.includes('claude-haiku-4-5'));
    assert.ok(!sent.includes('thinking') && !sent.includes('effort'));
  });

  it('take nothing from the environment', async () => {
    let trapped = 0;
    const trap = http.createServer((_request, response) => {
      trapped += 1;
      response.end();
    });
    await new Promise<void>((resolve) => trap.listen(0, '127.0.0.1', resolve));
    const poison = {
      ANTHROPIC_BASE_URL: `http://127.0.0.1:${(trap.address() as AddressInfo).port}`,
      ANTHROPIC_CUSTOM_HEADERS: 'Authorization: Bearer stolen\nx-evil: 1',
      ANTHROPIC_API_KEY: 'sk-other',
      ANTHROPIC_AUTH_TOKEN: 'other',
      ANTHROPIC_LOG: 'debug',
    };
    Object.assign(process.env, poison);
    await withClaude([good], async ({ model, claude }) => {
      const end = await model.converse(conversation());
      assert.equal(end.kind, 'answered');
      const { headers } = claude.requests[0] ?? {};
      assert.equal(headers?.authorization, `Bearer ${claude.apiKey}`);
      assert.equal(headers['x-evil'], undefined);
      assert.equal(headers['x-stainless-retry-count'], '0');
    });
    trap.close();
    assert.equal(trapped, 0);
    assert.deepEqual(
      Object.keys(poison).filter((name) => name in process.env),
      [],
    );
  });

  it('go through the given fetch', () => {
    const urls: string[] = [];
    return withClaude(
      [good],
      async ({ model, service }) => {
        await model.converse(conversation());
        assert.deepEqual(urls, [`${service.url}/v1/messages`]);
      },
      {
        fetch: (url, init) => {
          urls.push(url instanceof Request ? url.url : String(url));
          return fetch(url, init);
        },
      },
    );
  });
});

describe('the strict schema of an answer', () => {
  it('closes objects and moves bounds into descriptions', () => {
    const schema = strictSchema(
      z.object({
        path: z.string().max(300).describe('Where'),
        line: z.int(),
        kind: z.enum(['a', 'b']).nullable(),
        inner: z
          .array(z.object({ id: z.string().regex(/^x/) }))
          .min(2)
          .max(4),
        state: z.discriminatedUnion('is', [z.object({ is: z.literal('on') }), z.object({ is: z.literal('off') })]),
      }),
    );
    const text = JSON.stringify(schema);
    assert.ok(!/"(maxLength|minLength|maximum|minimum|pattern|minItems|maxItems|oneOf|\$schema)":/.test(text), text);
    assert.equal(text.match(/"type":"object"/g)?.length, text.match(/"additionalProperties":false/g)?.length);
    assert.match(text, /Where/);
    assert.match(text, /maxLength: 300/);
    assert.ok(!text.includes('9007199254740991'));
  });
});
