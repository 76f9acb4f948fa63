import type Anthropic from '@anthropic-ai/sdk';
import type { Conversation } from '../../model.ts';
import { strictSchema } from './answer-schema.ts';
import { findCapabilities } from './capabilities.ts';
import type { Engine } from './engine.ts';

const CACHED = { type: 'ephemeral' } as const;

/**
 * Makes the requests of a conversation, which differ in their messages only. The breakpoint at the end of the system
 * prompt lets conversations with the same tools and system prompt share that much of the cache; the one of the whole
 * request lets each turn find the turns before it.
 */
export function requestOf(
  { options: { model, effort }, limits: { maxTokens } }: Engine,
  { system, tools, answer }: Conversation<unknown>,
): (messages: Anthropic.MessageParam[]) => Anthropic.MessageCreateParamsStreaming {
  const takes = findCapabilities(model);
  const fixed: Omit<Anthropic.MessageCreateParamsStreaming, 'messages'> = {
    model,
    max_tokens: maxTokens,
    stream: true,
    ...(tools.length > 0 ? { tools: tools.map(describeTool) } : {}),
    ...(system === '' ? {} : { system: [{ type: 'text', text: system, cache_control: CACHED }] }),
    ...(takes.adaptiveThinking ? { thinking: { type: 'adaptive', display: 'summarized' } } : {}),
    output_config: {
      ...(takes.effort ? { effort } : {}),
      format: { type: 'json_schema', schema: strictSchema(answer) },
    },
    cache_control: CACHED,
  };
  return (messages) => ({ ...fixed, messages });
}

const describeTool = ({ name, description, input }: Conversation<unknown>['tools'][number]): Anthropic.Tool => ({
  name,
  description,
  input_schema: { ...strictSchema(input), type: 'object' },
  strict: true,
});
