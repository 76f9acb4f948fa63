import type { Tokens } from './cost.ts';

/** One turn of a conversation, with all the attempts it took. */
export interface RequestTrace extends Tokens {
  readonly label: string;
  /** 1, 2, … */
  readonly turn: number;
  readonly attempts: number;
  /** From the first attempt to the end of the last, waits included. */
  readonly ms: number;
  readonly costUsd: number | undefined;
  /** Undefined when no attempt gave a reply. */
  readonly stopReason: string | undefined;
  /** Names of the tools that the reply calls, in its order. */
  readonly tools: readonly string[];
}

/** One line for the log. */
export function describeTrace(trace: RequestTrace): string {
  const { label, turn, stopReason, attempts, ms, costUsd, tools } = trace;
  const { inputTokens, cacheWriteTokens, cacheReadTokens, outputTokens } = trace;
  return [
    `${label}, turn ${turn}: ${stopReason ?? 'no reply'}`,
    `${inputTokens} tokens in, ${cacheWriteTokens} cached, ${cacheReadTokens} from the cache, ${outputTokens} out`,
    costUsd === undefined ? 'cost unknown' : `${costUsd.toFixed(4)} USD`,
    `${Math.round(ms)} ms`,
    ...(attempts > 1 ? [`${attempts} attempts`] : []),
    ...(tools.length > 0 ? [`calls ${tools.join(', ')}`] : []),
  ].join('; ');
}
