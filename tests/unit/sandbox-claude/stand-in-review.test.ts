import type Anthropic from '@anthropic-ai/sdk';
import { zodOutputFormat } from '@anthropic-ai/sdk/helpers/zod';
import { describe, it } from 'mocha';
import assert from 'node:assert/strict';
import * as z from 'zod';
import { standInNotice } from '../../../sandbox/claude/stand-in/reviewer.ts';
import { asking, withClaude } from './service.ts';

const Answer = z.strictObject({
  findings: z.array(
    z.strictObject({
      path: z.string(),
      side: z.enum(['new', 'old']),
      startLine: z.int(),
      endLine: z.int(),
      quote: z.string(),
      severity: z.enum(['critical', 'major', 'minor', 'info']),
      category: z.enum(['bug', 'security', 'error-handling', 'maintainability', 'tests']),
      title: z.string(),
      explanation: z.string(),
      replacement: z.nullable(z.string()),
    }),
  ),
});

const toolOf = (name: string, input: z.ZodObject): Anthropic.Tool => ({
  name,
  input_schema: z.toJSONSchema(input) as Anthropic.Tool.InputSchema,
});

const tools = [
  toolOf('Read', z.strictObject({ path: z.string(), startLine: z.nullable(z.int()), endLine: z.nullable(z.int()) })),
  toolOf('Grep', z.strictObject({ pattern: z.string(), fixed: z.boolean(), glob: z.nullable(z.string()) })),
];

const prompt = [
  'Review this part of the change:',
  '<diff>',
  '=== file: src/orders.ts (modified)',
  '@@ async function placeOrder(order)',
  '40  async function placeOrder(order) {',
  '41 +  notify(order);',
  '41 -  await notify(order);',
  '42 +  if (order.state == "paid") debuggerOf(order);',
  '43  }',
  '</diff>',
].join('\n');

const request = (messages: Anthropic.MessageParam[], more: Partial<Anthropic.MessageCreateParamsNonStreaming> = {}) =>
  asking({
    messages,
    tools,
    thinking: { type: 'adaptive', display: 'summarized' },
    output_config: { format: zodOutputFormat(Answer) },
    ...more,
  });

const textOf = ({ content }: Anthropic.Message): unknown => {
  const block = content.find(({ type }) => type === 'text');
  return JSON.parse(block?.type === 'text' ? block.text : 'null');
};

describe("the stand-in's review", () => {
  it('looks around with the tools it is given, then answers', () =>
    withClaude(async ({ client }) => {
      const user = { role: 'user' as const, content: prompt };
      const first = await client.messages.stream(request([user])).finalMessage();
      assert.equal(first.stop_reason, 'tool_use');
      assert.deepEqual(
        first.content.map((block) => (block.type === 'tool_use' ? [block.name, block.input] : block.type)),
        [
          'thinking',
          ['Read', { path: 'src/orders.ts', startLine: 22, endLine: 62 }],
          ['Grep', { pattern: 'async function notify', fixed: false, glob: null }],
        ],
      );
      const found = 'src/notify.ts:3: export async function notify(order: Order) {';
      const results = first.content.flatMap((block): Anthropic.ToolResultBlockParam[] =>
        block.type === 'tool_use' ? [{ type: 'tool_result', tool_use_id: block.id, content: found }] : [],
      );
      const turns = [user, { role: 'assistant' as const, content: first.content }];
      const second = await client.messages
        .stream(request([...turns, { role: 'user', content: results }]))
        .finalMessage();
      assert.equal(second.stop_reason, 'end_turn');
      const { findings } = Answer.parse(textOf(second));
      assert.deepEqual(
        findings.map(({ startLine, severity, replacement }) => [startLine, severity, replacement]),
        [
          [41, 'major', '  await notify(order);'],
          [42, 'minor', '  if (order.state === "paid") debuggerOf(order);'],
        ],
      );
    }));

  it('answers at once without tools, and finds nothing where nothing is', () =>
    withClaude(async ({ client }) => {
      const clean = [{ role: 'user' as const, content: 'Review: === file: a.ts' }];
      assert.deepEqual(textOf(await client.messages.create(request(clean))), { findings: [] });
      const { tools: _, ...bare } = request([{ role: 'user', content: prompt }]);
      const { findings } = Answer.parse(textOf(await client.messages.create(bare)));
      assert.deepEqual(
        findings.map(({ startLine }) => startLine),
        [42],
      );
    }));

  it('reads around the first added line when nothing is suspicious', () =>
    withClaude(async ({ client }) => {
      const clean = prompt.replace(/^4[12] \+.*$/gm, '41 +  const calm = true;');
      const { content } = await client.messages.create(request([{ role: 'user', content: clean }]));
      assert.deepEqual(
        content.flatMap((block) => (block.type === 'tool_use' ? [block.input] : [])),
        [{ path: 'src/orders.ts', startLine: 21, endLine: 61 }],
      );
    }));

  it('leaves out what the format has no word for', () =>
    withClaude(async ({ client }) => {
      const Narrow = z.object({
        findings: z.array(
          z.object({ path: z.string(), startLine: z.int(), title: z.string(), severity: z.enum(['high']) }),
        ),
      });
      const { tools: _, ...bare } = request([{ role: 'user', content: prompt }]);
      const message = await client.messages.create({ ...bare, output_config: { format: zodOutputFormat(Narrow) } });
      assert.deepEqual(textOf(message), { findings: [] });
    }));

  it('gives the least of any other format, and says what it is where there is none', () =>
    withClaude(async ({ client }) => {
      const Other = z.object({ verdict: z.enum(['yes', 'no']), score: z.int(), notes: z.array(z.string()) });
      const Strange = z.object({ findings: z.array(z.object({ bug: z.string() })), sure: z.boolean() });
      const messages = [{ role: 'user' as const, content: prompt }];
      const ask = async (answer: z.ZodType) =>
        textOf(await client.messages.create(request(messages, { output_config: { format: zodOutputFormat(answer) } })));
      assert.deepEqual(await ask(Other), { verdict: 'yes', score: 0, notes: [] });
      const { tools: _, ...bare } = request(messages, { output_config: { format: zodOutputFormat(Strange) } });
      assert.deepEqual(textOf(await client.messages.create(bare)), { findings: [], sure: false });
      const plain = await client.messages.create(asking());
      assert.deepEqual(plain.content, [{ type: 'text', text: standInNotice, citations: null }]);
    }));
});
