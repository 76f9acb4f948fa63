import { describe, it } from 'mocha';
import assert from 'node:assert/strict';
import { findModel } from '../../../sandbox/claude/models.ts';
import { asking, withClaude } from './service.ts';

const READ = { name: 'Read', input_schema: { type: 'object' } };
const user = (content: unknown) => ({ role: 'user', content });
const assistant = (content: unknown) => ({ role: 'assistant', content });
const call = (id: string) => ({ type: 'tool_use', id, name: 'Read', input: {} });
const result = (id: string, more: object = {}) => ({ type: 'tool_result', tool_use_id: id, content: 'x', ...more });
const text = (value: string, more: object = {}) => ({ type: 'text', text: value, ...more });
const marked = { cache_control: { type: 'ephemeral' } };
const formatOf = (schema: object) => ({ output_config: { format: { type: 'json_schema', schema } } });
const closed = (properties: object) =>
  formatOf({ type: 'object', properties, required: Object.keys(properties), additionalProperties: false });
const talk = (...messages: readonly object[]) => ({ tools: [READ], messages });

/** What is laid over a request that is right, and what the refusal says. `undefined` takes a field away. */
const REFUSED: readonly (readonly [what: string, change: object, says: RegExp])[] = [
  ['no max_tokens', { max_tokens: undefined }, /^max_tokens: Field required/],
  ['too large max_tokens', { max_tokens: 128_001 }, /^max_tokens: 128001 > 128000/],
  ['no messages', { messages: [] }, /^messages/],
  ['an unknown field', { colour: 'red' }, /^colour: Extra inputs are not permitted/],
  ['temperature', { temperature: 0 }, /^temperature: Extra inputs/],
  ['top_p', { top_p: 0.5 }, /^top_p: Extra inputs/],
  ['top_k', { top_k: 5 }, /^top_k: Extra inputs/],
  ['an unknown field of a message', { messages: [{ ...user('x'), name: 'me' }] }, /^messages\.0\.name: Extra/],
  ['an unknown field of a block', talk(user([text('x', { mood: 1 })])), /^messages\.0\.content\.0\.mood: Extra/],
  ['an unknown field of a tool', { tools: [{ ...READ, colour: 1 }] }, /^tools\.0\.colour: Extra/],
  ['an unknown field of output_config', { output_config: { depth: 1 } }, /^output_config\.depth: Extra/],
  ['an unknown field of thinking', { thinking: { type: 'adaptive', depth: 1 } }, /^thinking\.depth: Extra/],
  ['an unknown effort', { output_config: { effort: 'huge' } }, /^output_config\.effort/],
  ['an unknown role', { messages: [{ role: 'tool', content: 'x' }] }, /^messages\.0\.role/],
  ['an unknown block', talk(user([{ type: 'poem' }])), /^messages\.0\.content\.0\.type/],
  [
    'a document of the assistant',
    talk(user('x'), assistant([{ type: 'document' }]), user('x')),
    /^messages\.1\.content\.0/,
  ],
  ['citations on own text', talk(user([text('x', { citations: [] })])), /^messages\.0\.content\.0\.citations/],
  ['a first message of the assistant', talk(assistant('x'), user('x')), /first message must use the "user" role/],
  ['a last message of the assistant', talk(user('x'), assistant('x')), /prefill/],
  ['empty content', { messages: [user('')] }, /non-empty content/],
  ['no blocks', { messages: [user([])] }, /non-empty content/],
  ['an empty text', { messages: [user([text('')])] }, /must be non-empty/],
  ['a blank text', { messages: [user([text(' \n')])] }, /non-whitespace/],
  [
    'a call without a result',
    talk(user('x'), assistant([call('a')]), user('x')),
    /without `tool_result` blocks.*: a\./,
  ],
  ['a call at the end', talk(user('x'), assistant([call('a')])), /without `tool_result` blocks/],
  ['a result without a call', talk(user('x'), assistant('y'), user([result('b')])), /unexpected `tool_use_id`.*: b\./],
  ['two results', talk(user('x'), assistant([call('a')]), user([result('a'), result('a')])), /single result/],
  ['a result behind text', talk(user('x'), assistant([call('a')]), user([text('y'), result('a')])), /before all other/],
  [
    'an empty error',
    talk(user('x'), assistant([call('a')]), user([result('a', { content: '', is_error: true })])),
    /cannot be empty/,
  ],
  [
    'calls without tools',
    { messages: talk(user('x'), assistant([call('a')]), user([result('a')])).messages },
    /define tools/,
  ],
  ['a tool twice', { tools: [READ, READ] }, /must be unique/],
  ['a bad name of a tool', { tools: [{ ...READ, name: 'Read file' }] }, /^tools\.0\.name/],
  ['a choice without tools', { tool_choice: { type: 'auto' } }, /^tool_choice/],
  ['an unknown choice', { tools: [READ], tool_choice: { type: 'tool', name: 'Write' } }, /'Write' not found/],
  [
    'five cache marks',
    {
      ...marked,
      system: [text('x', marked)],
      messages: [user([text('a', marked), text('b', marked), text('c', marked)])],
    },
    /maximum of 4 .* Found 5/,
  ],
  [
    'a long mark behind a short one',
    { system: [text('x', marked)], cache_control: { type: 'ephemeral', ttl: '1h' } },
    /must not come after/,
  ],
  [
    'thinking never given',
    talk(user('x'), assistant([{ type: 'thinking', thinking: '', signature: 'E1' }]), user('x')),
    /signature/,
  ],
  ['a schema that is no object', formatOf({ type: 'array', items: { type: 'string' } }), /root/],
  ['an open schema', formatOf({ type: 'object', properties: {} }), /additionalProperties/],
  [
    'an open schema inside',
    closed({ a: { type: 'array', items: { type: 'object' } } }),
    /a\.items.*additionalProperties/,
  ],
  ['a maximum', closed({ a: { type: 'integer', maximum: 3 } }), /'maximum' is not supported/],
  ['a pattern', closed({ a: { type: 'string', pattern: '^a' } }), /'pattern' is not supported/],
  ['a length', closed({ a: { type: 'string', maxLength: 3 } }), /'maxLength' is not supported/],
  ['an unknown format', closed({ a: { type: 'string', format: 'colour' } }), /format 'colour'/],
  ['two items at least', closed({ a: { type: 'array', items: { type: 'string' }, minItems: 2 } }), /minItems/],
  ['an untyped property', closed({ a: {} }), /needs a type/],
  [
    'a property that is not there',
    formatOf({ type: 'object', properties: {}, required: ['a'], additionalProperties: false }),
    /'a'/,
  ],
  ['an open strict tool', { tools: [{ ...READ, strict: true }] }, /^tools\.0.*additionalProperties/],
  [
    'a prompt that is too long',
    { messages: [user('x'.repeat(4_000_100))] },
    /^prompt is too long: \d+ tokens > 1000000/,
  ],
  ['messages of the system alone', talk({ role: 'system', content: 'x' }), /at least one user message/],
  [
    'one id for two calls',
    talk(user('x'), assistant([call('a'), call('a')]), user([result('a')])),
    /^messages\.1.*ids must be unique/,
  ],
  [
    'an empty text in a result',
    talk(user('x'), assistant([call('a')]), user([result('a', { content: [text('')] })])),
    /must be non-empty/,
  ],
  [
    'hidden thinking never given',
    talk(user('x'), assistant([{ type: 'redacted_thinking', data: 'E1' }]), user('x')),
    /Invalid `data`/,
  ],
  ['a schema that is a number', closed({ a: 3 }), /a: a schema must be an object/],
  ['an unknown type', closed({ a: { type: 'text' } }), /'text' is not a type/],
  ['a choice of objects', closed({ a: { enum: [{}] } }), /enum values/],
  ['a fast answer', { speed: 'fast' }, /^speed/],
  [
    'a budget that leaves nothing',
    { max_tokens: 1024, thinking: { type: 'enabled', budget_tokens: 1024 } },
    /must be greater than `thinking\.budget_tokens`/,
  ],
  [
    'thinking with a budget',
    { max_tokens: 2000, thinking: { type: 'enabled', budget_tokens: 1024 } },
    /^thinking\.type/,
  ],
];

describe('the sandbox Claude refuses', () => {
  for (const [what, change, says] of REFUSED) {
    it(what, () =>
      withClaude(async ({ post }) => {
        const { status, headers, body } = await post({ ...asking(), ...change });
        assert.match(body.error?.message ?? `accepted with ${status}`, says);
        assert.deepEqual([status, body.error?.type], [400, 'invalid_request_error']);
        assert.equal(body.request_id, headers.get('request-id'));
      }),
    );
  }

  for (const model of ['claude-opus-5-5', 'claude-fable-5-1']) {
    it(`forced tools and other thinking on ${model}`, () =>
      withClaude(async ({ post }) => {
        for (const change of [
          { tools: [READ], tool_choice: { type: 'any' } },
          { tools: [READ], tool_choice: { type: 'tool', name: 'Read' } },
          { thinking: { type: 'disabled' } },
          { thinking: { type: 'enabled', budget_tokens: 1024 }, max_tokens: 2000 },
        ]) {
          assert.equal((await post({ ...asking(), model, ...change })).status, 400, JSON.stringify(change));
        }
        const allowed = { tools: [READ], tool_choice: { type: 'auto' }, thinking: { type: 'adaptive' } };
        assert.equal((await post({ ...asking(), model, ...allowed })).status, 200);
      }));
  }

  it('whoever has no key, another key or the key in another header', () =>
    withClaude(async ({ claude, post }) => {
      const without = { authorization: null };
      for (const [headers, says] of [
        [without, /is required/],
        [{ authorization: 'Bearer other' }, /Invalid bearer token/],
        [{ ...without, 'x-api-key': claude.apiKey }, /x-api-key is not read/],
      ] as const) {
        const { status, body } = await post(asking(), headers);
        assert.deepEqual([status, body.error?.type], [401, 'authentication_error']);
        assert.match(body.error?.message ?? '', says);
      }
      assert.equal(claude.requests.length, 0);
    }));

  it('another version, beta features, unknown parameters, another type of content and broken JSON', () =>
    withClaude(async ({ post }) => {
      assert.equal((await post(asking(), { 'anthropic-version': null })).status, 400);
      assert.equal((await post(asking(), { 'anthropic-version': '2023-06-01' })).status, 400);
      assert.equal((await post(asking(), { 'anthropic-beta': 'message-threads-2026-08-12' })).status, 400);
      assert.equal((await post(asking(), {}, '/v1/messages?beta=true')).status, 400);
      assert.equal((await post(asking(), { 'content-type': 'text/plain' })).status, 400);
      assert.equal((await post('{"model":')).status, 400);
      assert.match((await post('[]')).body.error?.message ?? '', /must be a JSON object/);
    }));

  it('an unknown model and an unknown path', () =>
    withClaude(async ({ post, client }) => {
      const { status, body } = await post({ ...asking(), model: 'claude-9' });
      assert.deepEqual([status, body.error?.type, body.error?.message], [404, 'not_found_error', 'model: claude-9']);
      assert.equal((await post({}, {}, '/v1/complete')).status, 404);
      await assert.rejects(client.models.retrieve('claude-9'), { status: 404 });
    }));

  it('a body of more than 32 MB', () =>
    withClaude(async ({ post }) => {
      assert.equal((await post('x'.repeat(32 * 1024 * 1024 + 1))).status, 413);
    }));
});

describe('the sandbox Claude knows', () => {
  it('its models', () =>
    withClaude(async ({ client }) => {
      const model = await client.models.retrieve('claude-haiku-5-5');
      assert.deepEqual([model.lifecycle, model.max_input_tokens, model.max_tokens], ['active', 1_000_000, 128_000]);
      assert.equal(model.capabilities?.thinking.types.disabled.supported, true);
      assert.equal(findModel('claude-opus-5-5')?.forcedTools, false);
    }));
});
