import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { answerWith, failure, type ScriptedAnswer, spendLimit } from '../../../sandbox/claude/scripted-answer.ts';
import { createClaudeModel } from '../../../src/clients/claude/create-claude-model.ts';
import { SlipwayError } from '../../../src/errors.ts';
import { conversation, GOOD, keptLog, virtualTime, withClaude } from './harness.ts';

const CASES: readonly [name: string, code: string, answer: ScriptedAnswer][] = [
  ['a wrong key', 'CLAUDE_UNAUTHORIZED', failure('authentication_error')],
  ['missing credit', 'CLAUDE_BILLING', failure('billing_error')],
  ['an organization on hold', 'CLAUDE_BILLING', failure('invalid_request_error', { code: 'organization_on_hold' })],
  ['a missing permission', 'CLAUDE_FORBIDDEN', failure('permission_error')],
  ['an unknown model', 'CLAUDE_MODEL_NOT_FOUND', failure('not_found_error')],
  ['the own spend limit', 'CLAUDE_SPEND_LIMIT', spendLimit()],
  ["the contract's spend limit", 'CLAUDE_SPEND_LIMIT', spendLimit('contract_spend_limit_reached')],
  [
    "a linked organization's spend limit",
    'CLAUDE_SPEND_LIMIT',
    failure('billing_error', { code: 'linked_organization_spend_limit_reached' }),
  ],
  ['a parameter it does not take', 'CLAUDE_BAD_REQUEST', failure('invalid_request_error')],
];

const hasCode = (code: string) => (error: unknown) => {
  assert.ok(error instanceof SlipwayError, String(error));
  assert.equal(error.code, code);
  assert.ok(error.hint);
  return true;
};

describe('what no retry mends', () => {
  for (const [name, code, answer] of CASES) {
    it(`${name} is an error after exactly one request`, () =>
      withClaude([answer, answerWith(GOOD)], async ({ model, claude }) => {
        await assert.rejects(model.converse(conversation()), hasCode(code));
        assert.equal(claude.requests.length, 1);
      }));
  }

  it('ends the other conversations before their next request', () =>
    withClaude([spendLimit()], async ({ model, claude }) => {
      await assert.rejects(model.converse(conversation()), hasCode('CLAUDE_SPEND_LIMIT'));
      await assert.rejects(model.converse(conversation()), hasCode('CLAUDE_SPEND_LIMIT'));
      assert.equal(claude.requests.length, 1);
    }));

  it('a body that is too large is the end of one conversation', () =>
    withClaude([failure('invalid_request_error', { status: 413 })], async ({ model, claude }) => {
      const end = await model.converse(conversation());
      assert.equal(end.kind === 'failed' && end.failure, 'tooLong');
      assert.equal(claude.requests.length, 1);
    }));

  it('never shows the key', () =>
    withClaude(
      (_request, _index) => failure('authentication_error', { message: `bad key sk-ant-a+b/c= (${'x'.repeat(900)})` }),
      async ({ model, lines }) => {
        await assert.rejects(model.converse(conversation()), (error: SlipwayError) => {
          assert.match(error.message, /bad key \*\*\*/);
          assert.ok(error.message.length < 500);
          return !JSON.stringify([error.message, error.hint, error.stack, lines]).includes('a+b');
        });
      },
      {
        apiKey: 'sk-ant-a+b/c=',
        fetch: (url, init) => {
          const headers = new Headers(init?.headers);
          headers.set('authorization', 'Bearer sk-ant-sandbox-k3Yf0rTh3L0calCl4ude-n0tASecretAtAll-x9AA');
          return fetch(url, { ...init, headers });
        },
      },
    ));

  it('a certificate that is not trusted is not tried again', () =>
    withClaude(
      [],
      ({ model, time }) =>
        assert.rejects(model.converse(conversation()), hasCode('CLAUDE_CERTIFICATE')).then(() => {
          assert.deepEqual(time.waits, []);
        }),
      {
        fetch: () =>
          Promise.reject(
            new TypeError('fetch failed', {
              cause: Object.assign(new Error('self-signed'), { code: 'SELF_SIGNED_CERT_IN_CHAIN' }),
            }),
          ),
      },
    ));
});

describe('creating a model', () => {
  const create = (over: { model?: string; budgetUsd?: number; apiKey?: string }) => {
    const { log, lines } = keptLog();
    const model = createClaudeModel({
      url: 'http://127.0.0.1:9',
      apiKey: 'sk-ant-x',
      model: 'claude-opus-5-5',
      effort: 'low',
      budgetUsd: 0,
      signal: new AbortController().signal,
      log,
      random: () => 0,
      ...virtualTime(),
      ...over,
    });
    return { model, lines };
  };

  it('refuses a budget for a model without a known price', () => {
    assert.throws(() => create({ model: 'claude-new-9', budgetUsd: 1 }), hasCode('CLAUDE_PRICE_UNKNOWN'));
  });

  it('knows no cost for such a model, and says so once', () => {
    const { model, lines } = create({ model: 'claude-new-9' });
    assert.equal(model.usage().costUsd, undefined);
    assert.deepEqual(lines, ['info: The price of claude-new-9 is not known: no costs are shown.']);
  });

  it('refuses a key that no header can carry, without showing it', () => {
    for (const apiKey of ['', 'sk-ant\nx', ' sk']) {
      assert.throws(() => create({ apiKey }), hasCode('CLAUDE_KEY_INVALID'));
    }
    assert.throws(
      () => create({ apiKey: 'sk-secret\n' }),
      (error: Error) => !error.message.includes('secret'),
    );
  });
});
