import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import * as z from 'zod';
import { answerWith, reply, type ScriptedBlock } from '../../../sandbox/claude/scripted-answer.ts';
import { runTools } from '../../../src/clients/claude/run-tools.ts';
import type { ModelTool } from '../../../src/model.ts';
import { conversation, GOOD, withClaude } from './harness.ts';

const Input = z.strictObject({
  path: z.string().min(1).max(40),
  range: z.strictObject({ from: z.int().min(1), to: z.int().min(1) }).optional(),
  flags: z.array(z.enum(['i', 'w'])).max(2),
});

const valid = fc.record(
  {
    path: fc.string({ minLength: 1, maxLength: 40 }),
    range: fc.record({ from: fc.integer({ min: 1, max: 999 }), to: fc.integer({ min: 1, max: 999 }) }),
    flags: fc.array(fc.constantFrom('i', 'w'), { maxLength: 2 }),
  },
  { requiredKeys: ['path', 'flags'] },
);

/** The JSON of a fitting input, cut, with a piece replaced, doubled, or something else altogether. */
const mutated = fc.oneof(
  fc.tuple(valid, fc.nat()).map(([input, at]) => {
    const json = JSON.stringify(input);
    return json.slice(0, 1 + (at % json.length));
  }),
  fc.tuple(valid, fc.nat(), fc.string({ maxLength: 4 })).map(([input, at, piece]) => {
    const json = JSON.stringify(input);
    const start = at % json.length;
    return json.slice(0, start) + piece + json.slice(start + 1 + (at % 3));
  }),
  fc
    .tuple(valid, fc.constantFrom('path', 'range', 'flags', 'more'), fc.jsonValue())
    .map(([input, key, value]) => JSON.stringify({ ...input, [key]: value })),
  fc.json(),
  fc.constantFrom('', '{}', 'null', '[]', 'undefined', '{"path":undefined}', '{"__proto__":{"path":"a"},"flags":[]}'),
);

/** What the tool may have been run with: the same JSON, read without any of our code. */
function fits(json: string): boolean {
  try {
    return Input.safeParse(JSON.parse(json)).success;
  } catch {
    return false;
  }
}

describe('tool input', () => {
  const toolOf = (inputs: unknown[]): ModelTool => ({
    name: 'edit',
    description: 'Edits a file.',
    input: z.object(Input.shape),
    run: (input) => {
      inputs.push(input);
      return Promise.resolve('done');
    },
  });

  it('is run exactly when it fits, over 1,000 mutations', async () => {
    let refused = 0;
    await fc.assert(
      fc.asyncProperty(mutated, async (json) => {
        const inputs: unknown[] = [];
        const toolbox = {
          tools: [toolOf(inputs)],
          signal: new AbortController().signal,
          made: new Map<string, number>(),
        };
        const [result] = await runTools([{ id: 'toolu_1', name: 'edit', json }], toolbox);
        assert.equal(inputs.length, fits(json) ? 1 : 0);
        assert.equal(result?.is_error ?? false, !fits(json));
        assert.ok(typeof result?.content === 'string' && result.content !== '');
        if (!fits(json)) refused += 1;
        for (const input of inputs) assert.ok(Input.safeParse(input).success);
      }),
      { numRuns: 1000 },
    );
    assert.ok(refused > 300);
  });

  it('that was broken on the way reaches no tool, and the conversation goes on', async () => {
    const pieces = fc.sample(
      mutated.filter((json) => json !== '' && !fits(json)),
      { numRuns: 60, seed: 1 },
    );
    const inputs: unknown[] = [];
    const calls = pieces.map((rawJson): ScriptedBlock => ({ type: 'tool_use', name: 'edit', input: {}, rawJson }));
    await withClaude([reply(calls), answerWith(GOOD)], async ({ model }) => {
      const end = await model.converse(conversation({ tools: [toolOf(inputs)] }));
      assert.equal(end.kind, 'answered', JSON.stringify(end));
      assert.deepEqual(inputs, []);
    });
  });
});
