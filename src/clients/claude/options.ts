import type { ClientOptions } from '@anthropic-ai/sdk';
import type { Log } from '../../log.ts';
import type { Effort } from '../../model.ts';

export interface ClaudeLimits {
  /** A stream that is silent for so long is given up and asked again. Milliseconds. */
  readonly idleMs: number;
  /** How long after its first failure a turn is still tried again: longer than an outage of two minutes. */
  readonly totalRetryMs: number;
  /** Thinking and text of one reply. */
  readonly maxTokens: number;
}

/** Everything the client uses; it takes nothing from the environment. */
export interface ClaudeOptions {
  /** Base of the Messages API, without /v1. */
  readonly url: string;
  readonly apiKey: string;
  /** Microsoft Foundry serves the same interface with its key in another header; Anthropic when left out. */
  readonly provider?: 'anthropic' | 'foundry';
  readonly model: string;
  readonly effort: Effort;
  /** What all conversations together may cost; 0 is no limit. */
  readonly budgetUsd: number;
  /** Its reason is thrown by every call under way. */
  readonly signal: AbortSignal;
  readonly log: Log;
  /** A fetch that goes through a proxy; the platform's own otherwise. */
  readonly fetch?: NonNullable<ClientOptions['fetch']>;
  /** Waits, and rejects when the signal aborts. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  /** Milliseconds since 1970. */
  now(): number;
  /** In [0, 1). */
  random(): number;
  readonly limits?: Partial<ClaudeLimits>;
}

export const DEFAULT_LIMITS: ClaudeLimits = { idleMs: 120_000, totalRetryMs: 240_000, maxTokens: 32_000 };
