const FIRST_MS = 1000;
const LONGEST_MS = 20_000;
/** Timers may end a little early, and Retry-After is never undercut. */
const MARGIN_MS = 50;
const SPREAD_MS = 200;

/** How long the service asks to wait, in milliseconds; undefined when it does not say, or not in the future. */
export function parseRetryAfter(headers: Headers | undefined, now: number): number | undefined {
  const ms = numberOf(headers?.get('retry-after-ms'));
  const after = headers?.get('retry-after');
  const seconds = numberOf(after);
  const date = after ? Date.parse(after) - now : Number.NaN;
  const wait = ms ?? (seconds === undefined ? date : seconds * 1000);
  return wait > 0 ? wait : undefined;
}

/** Milliseconds to wait after a failed attempt (1, 2, …). `random` is in [0, 1). */
export function findRetryDelay(attempt: number, retryAfterMs: number | undefined, random: number): number {
  if (retryAfterMs !== undefined) return Math.ceil(Math.max(retryAfterMs, FIRST_MS) + MARGIN_MS + random * SPREAD_MS);
  return Math.ceil(Math.min(FIRST_MS * 2 ** (attempt - 1), LONGEST_MS) * (1 - random / 4));
}

function numberOf(text: string | null | undefined): number | undefined {
  return text && /^\s*\d+(\.\d+)?\s*$/.test(text) ? Number(text) : undefined;
}
