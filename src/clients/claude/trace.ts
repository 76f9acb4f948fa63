import type { RequestTrace } from '../../model.ts';

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
