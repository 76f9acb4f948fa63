/**
 * How long the service asks us to wait, in milliseconds from now: `Retry-After` as seconds or as a date. A date is
 * compared with the answer's own `Date`, so that a wrong clock here does no harm. Undefined when it asks for nothing.
 */
export function parseRetryAfter(headers: Readonly<Record<string, string>>, now: number): number | undefined {
  const value = headers['retry-after']?.trim();
  if (value === undefined || value === '') return undefined;
  if (/^\d{1,9}(\.\d{1,9})?$/.test(value)) return Math.ceil(Number(value) * 1000);
  // Date.parse takes nearly anything for a date, a negative number too.
  const date = /^[A-Za-z]{3,9}, /.test(value) ? Date.parse(value) : Number.NaN;
  if (Number.isNaN(date)) return undefined;
  const sent = Date.parse(headers['date'] ?? '');
  return Math.max(0, date - (Number.isNaN(sent) ? now : sent));
}

const FIRST_MS = 500;
const LONGEST_MS = 20_000;

/** Exponential backoff with full jitter before try `attempt + 1`; `random` is between 0 and 1. */
export function backoff(attempt: number, random: number): number {
  return Math.round(random * Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(attempt, 20)));
}
