import type Anthropic from '@anthropic-ai/sdk';
import type { ScriptedBlock, ScriptedReply } from './scripted-answer.ts';

/** A message and the pieces of it that its JSON form cannot show. */
export interface Composed {
  readonly message: Anthropic.Message;
  /** Broken JSON of tool calls, by index of their block. */
  readonly rawJson: ReadonlyMap<number, string>;
}

interface Composing {
  readonly model: string;
  readonly reply: ScriptedReply;
  readonly newId: (prefix: string) => string;
  /** The thinking block as the service sends it; undefined where thinking is off. */
  readonly thinkingBlock: (text: string) => Anthropic.ThinkingBlock | undefined;
  readonly usageOf: (content: readonly Anthropic.ContentBlock[], rawBytes: number) => Anthropic.Usage;
}

/** The message of a reply, complete as in an answer without a stream. */
export function composeMessage({ model, reply, newId, thinkingBlock, usageOf }: Composing): Composed {
  const content: Anthropic.ContentBlock[] = [];
  const rawJson = new Map<number, string>();
  for (const scripted of reply.content) {
    const block = blockOf(scripted, newId, thinkingBlock);
    if (!block) continue;
    if (scripted.type === 'tool_use' && scripted.rawJson !== undefined) rawJson.set(content.length, scripted.rawJson);
    content.push(block);
  }
  const rawBytes = [...rawJson.values()].reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  return {
    rawJson,
    message: {
      id: newId('msg'),
      type: 'message',
      role: 'assistant',
      model,
      content,
      container: null,
      diagnostics: null,
      stop_reason: reply.stopReason ?? (content.some(({ type }) => type === 'tool_use') ? 'tool_use' : 'end_turn'),
      stop_sequence: reply.stopSequence ?? null,
      stop_details: reply.stopDetails ?? null,
      usage: { ...usageOf(content, rawBytes), ...reply.usage },
    },
  };
}

function blockOf(
  block: ScriptedBlock,
  newId: Composing['newId'],
  thinkingBlock: Composing['thinkingBlock'],
): Anthropic.ContentBlock | undefined {
  switch (block.type) {
    case 'text':
      return { type: 'text', text: block.text, citations: null };
    case 'thinking':
      return thinkingBlock(block.thinking);
    case 'tool_use':
      return { type: 'tool_use', id: newId('toolu'), name: block.name, input: block.input, caller: { type: 'direct' } };
  }
}
