import type Anthropic from '@anthropic-ai/sdk';
import { findPrice } from './prices.ts';

/** Tokens of one request or of many, each in exactly one class. */
export interface Tokens {
  /** Neither written to the cache nor read from it. */
  readonly inputTokens: number;
  readonly cacheWriteTokens: number;
  readonly cacheReadTokens: number;
  readonly outputTokens: number;
}

export const NO_TOKENS: Tokens = { inputTokens: 0, cacheWriteTokens: 0, cacheReadTokens: 0, outputTokens: 0 };

/** What a request used, with what its price depends on. */
export interface Billed extends Tokens {
  /** The part of cacheWriteTokens that is kept for an hour. */
  readonly hourTokens: number;
  readonly usOnly: boolean;
}

const WRITE = 1.25;
const WRITE_FOR_AN_HOUR = 2;
const READ = 0.1;
const US_ONLY = 1.1;

/** The classes of a reply's usage. Gateways leave fields out. */
export function parseUsage(usage: Partial<Anthropic.Usage>): Billed {
  return {
    inputTokens: usage.input_tokens ?? 0,
    cacheWriteTokens: usage.cache_creation_input_tokens ?? 0,
    cacheReadTokens: usage.cache_read_input_tokens ?? 0,
    outputTokens: usage.output_tokens ?? 0,
    hourTokens: Math.min(usage.cache_creation?.ephemeral_1h_input_tokens ?? 0, usage.cache_creation_input_tokens ?? 0),
    usOnly: usage.inference_geo === 'us',
  };
}

/** USD; undefined for a model whose price is not known. */
export function findCost(model: string, used: Billed): number | undefined {
  const { inputTokens, cacheWriteTokens, cacheReadTokens, outputTokens, hourTokens, usOnly } = used;
  const price = findPrice(model, inputTokens + cacheWriteTokens + cacheReadTokens);
  if (!price) return undefined;
  const shortTokens = cacheWriteTokens - hourTokens;
  const input = inputTokens + shortTokens * WRITE + hourTokens * WRITE_FOR_AN_HOUR + cacheReadTokens * READ;
  return ((input * price.input + outputTokens * price.output) * (usOnly ? US_ONLY : 1)) / 1_000_000;
}

export interface Estimate {
  /** With the output a turn usually has. */
  readonly typicalUsd: number;
  /** With all the output it may have. */
  readonly worstUsd: number;
}

const BYTES_PER_TOKEN = 3;
const TYPICAL_OUTPUT_TOKENS = 4000;

/**
 * What a request may cost before it is sent: its whole prompt at the price of a cache write, the dearest there is for
 * input. Undefined for a model whose price is not known.
 */
export function estimateCost(model: string, bytes: number, maxTokens: number): Estimate | undefined {
  const prompt = Math.ceil(bytes / BYTES_PER_TOKEN);
  const cost = (outputTokens: number) =>
    findCost(model, { ...NO_TOKENS, cacheWriteTokens: prompt, outputTokens, hourTokens: 0, usOnly: false });
  const typicalUsd = cost(Math.min(TYPICAL_OUTPUT_TOKENS, maxTokens));
  const worstUsd = cost(maxTokens);
  return typicalUsd === undefined || worstUsd === undefined ? undefined : { typicalUsd, worstUsd };
}
