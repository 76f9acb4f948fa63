import type Anthropic from '@anthropic-ai/sdk';
import { describe, it } from 'mocha';
import assert from 'node:assert/strict';
import { reply, say, stopped, thinking, toolUse } from '../../../sandbox/claude/scripted-answer.ts';
import { asking, MODEL, withClaude, type Running } from './service.ts';

const user = { role: 'user' as const, content: 'Hello' };
const tools = [{ name: 'Read', input_schema: { type: 'object' as const } }];

/** A first turn that thinks and calls a tool, and what happens when its content comes back changed. */
async function backAgain(
  change: (content: Anthropic.ContentBlock[]) => Anthropic.ContentBlockParam[],
  { model = MODEL, start = user }: { readonly model?: string; readonly start?: Anthropic.MessageParam } = {},
): Promise<number> {
  let status = 0;
  await withClaude(async ({ claude, client, post }: Running) => {
    claude.script([reply([thinking('Hm.'), toolUse('Read', {})]), say('done')]);
    const summarized = { type: 'adaptive' as const, display: 'summarized' as const };
    const first = await client.messages.stream(asking({ tools, thinking: summarized })).finalMessage();
    const results = first.content.flatMap((block) =>
      block.type === 'tool_use' ? [{ type: 'tool_result', tool_use_id: block.id, content: 'x' }] : [],
    );
    const messages = [start, { role: 'assistant', content: change(first.content) }, { role: 'user', content: results }];
    ({ status } = await post({ ...asking({ tools, model }), messages }));
  });
  return status;
}

describe('thinking blocks', () => {
  it('go back as they came', async () => assert.equal(await backAgain((content) => content), 200));

  it('are refused when they were changed or left out', async () => {
    const changed = (content: Anthropic.ContentBlock[]) =>
      content.map((block) => (block.type === 'thinking' ? { ...block, thinking: 'Ha.' } : block));
    const left = (content: Anthropic.ContentBlock[]) => content.filter(({ type }) => type !== 'thinking');
    assert.equal(await backAgain(changed), 400);
    assert.equal(await backAgain(left), 400);
    assert.equal(await backAgain(left, { model: 'claude-haiku-5-5' }), 200);
  });

  it('may be left out of turns before the latest', () =>
    withClaude(async ({ claude, client, post }) => {
      claude.script([reply([thinking('Hm.'), toolUse('Read', {})]), say('done'), say('again')]);
      const { content } = await client.messages.create(asking({ tools }));
      const left = content.filter(({ type }) => type === 'tool_use');
      const results = left.map((block) => ({ type: 'tool_result', tool_use_id: 'id' in block ? block.id : '' }));
      const turns = [user, { role: 'assistant', content: left }, { role: 'user', content: results }];
      assert.equal((await post({ ...asking({ tools }), messages: turns })).status, 400);
      const later = [...turns, { role: 'assistant', content: 'done' }, user];
      assert.equal((await post({ ...asking({ tools }), messages: later })).status, 200);
    }));

  it('are refused by another model and in another conversation', async () => {
    assert.equal(await backAgain((content) => content, { model: 'claude-haiku-5-5' }), 400);
    assert.equal(await backAgain((content) => content, { start: { role: 'user', content: 'Other' } }), 400);
  });

  it('are empty unless a summary is asked for, and absent when thinking is off', () =>
    withClaude(async ({ claude, client }) => {
      claude.script(() => reply([thinking('Hm.'), 'ok']));
      const [shown] = (await client.messages.create(asking())).content;
      assert.deepEqual([shown?.type, shown?.type === 'thinking' && shown.thinking], ['thinking', '']);
      const off = await client.messages.create(asking({ thinking: { type: 'disabled' } }));
      assert.deepEqual(
        off.content.map(({ type }) => type),
        ['text'],
      );
    }));
});

describe('a paused turn', () => {
  it('goes on when it is sent back as it came', () =>
    withClaude(async ({ claude, client, post }) => {
      claude.script([stopped('pause_turn', say('working')), say('done')]);
      const { content } = await client.messages.create(asking());
      const back = { ...asking(), messages: [user, { role: 'assistant', content }] };
      assert.equal((await post(back)).status, 200);
      const other = { ...asking(), messages: [user, { role: 'assistant', content: 'working' }] };
      assert.equal((await post(other)).status, 400);
    }));
});
