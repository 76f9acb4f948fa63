import type Anthropic from '@anthropic-ai/sdk';
import { tokensOf, type InputTokens } from './prefix-cache.ts';

/** The figures of one answer: the prompt's as billed, the reply's from its bytes. */
export function usageOf(
  input: InputTokens,
  content: readonly Anthropic.ContentBlock[],
  moreBytes: number,
): Anthropic.Usage {
  const thinkingTokens = tokensOf(sum(content.map((block) => (block.type === 'thinking' ? bytesOf(block) : 0))));
  return {
    input_tokens: input.uncached,
    cache_read_input_tokens: input.read,
    cache_creation_input_tokens: input.written['5m'] + input.written['1h'],
    cache_creation: {
      ephemeral_5m_input_tokens: input.written['5m'],
      ephemeral_1h_input_tokens: input.written['1h'],
    },
    output_tokens: tokensOf(sum(content.map(bytesOf)) + moreBytes) + 1,
    output_tokens_details: { thinking_tokens: thinkingTokens },
    server_tool_use: null,
    service_tier: 'standard',
    speed: 'standard',
    inference_geo: 'global',
  };
}

function bytesOf(block: Anthropic.ContentBlock): number {
  if (block.type === 'text') return Buffer.byteLength(block.text);
  if (block.type === 'thinking') return Buffer.byteLength(block.thinking || block.signature);
  if (block.type === 'tool_use') return Buffer.byteLength(block.name + JSON.stringify(block.input));
  return 0;
}

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
