import assert from 'node:assert/strict';
import type { IncomingHttpHeaders } from 'node:http';
import { describe, it } from 'mocha';
import * as z from 'zod';
import { systemClock } from '../../../sandbox/core/clock.ts';
import { startService } from '../../../sandbox/core/service.ts';
import { Traffic } from '../../../sandbox/core/traffic.ts';
import { sleep } from '../../../src/clients/http/sleep.ts';
import { createClaudeModel } from '../../../src/clients/claude/create-claude-model.ts';
import type { ClaudeOptions } from '../../../src/clients/claude/options.ts';
import { memoryLog } from '../../support/memory-log.ts';

const ASKED = {
  label: 'one',
  system: 's',
  prompt: 'p',
  tools: [],
  answer: z.strictObject({ ok: z.boolean() }),
  maxTurns: 3,
};

const model = (over: Partial<ClaudeOptions>) =>
  createClaudeModel({
    url: 'http://127.0.0.1:9',
    apiKey: 'the-key',
    model: 'claude-sonnet-5-5',
    effort: 'low',
    budgetUsd: 0,
    signal: new AbortController().signal,
    log: memoryLog(),
    sleep,
    now: Date.now,
    random: Math.random,
    ...over,
  });

describe('the provider of a model', () => {
  for (const [provider, key] of [
    ['anthropic', 'authorization'],
    ['foundry', 'x-api-key'],
  ] as const) {
    it(`${provider} gets its key as ${key} and in no other header`, async () => {
      const seen: IncomingHttpHeaders[] = [];
      const service = await startService({
        nameOf: () => undefined,
        clock: systemClock,
        traffic: new Traffic(),
        handler: ({ headers, path }) => {
          seen.push({ ...headers, path });
          return Promise.resolve({
            status: 401,
            headers: { 'content-type': 'application/json' },
            body: '{"type":"error","error":{"type":"authentication_error","message":"no"}}',
          });
        },
      });
      try {
        await assert.rejects(model({ url: `${service.url}/anthropic`, provider }).converse(ASKED), {
          code: 'CLAUDE_UNAUTHORIZED',
        });
      } finally {
        await service.close();
      }
      const [headers = {}] = seen;
      assert.equal(headers['path'], '/anthropic/v1/messages');
      const carrying = Object.entries(headers).filter(([, value]) => String(value).includes('the-key'));
      assert.deepEqual(
        carrying.map(([name]) => name),
        [key],
      );
    });
  }

  it('is not asked again and again when the program itself is broken', async () => {
    let asked = 0;
    const broken = () => {
      asked += 1;
      return Promise.reject(
        Object.assign(new Error("Cannot find module './295/index.js'"), { code: 'MODULE_NOT_FOUND' }),
      );
    };
    await assert.rejects(model({ fetch: broken }).converse(ASKED));
    assert.equal(asked, 1);
  });
});
