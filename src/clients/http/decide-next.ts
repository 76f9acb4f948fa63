import type { Failure } from './classify-failure.ts';

/** `safe`: doing it twice is doing it once. `rejected-only`: repeated only when it surely was not done. */
export type RetryMode = 'safe' | 'rejected-only';

export type Next = 'done' | 'again' | 'lost' | 'failed';

/** The mode of a method whose caller does not say. */
export const modeOf = (method: string): RetryMode =>
  /^(GET|HEAD|PUT|DELETE)$/.test(method) ? 'safe' : 'rejected-only';

/** What an answer's status means for its request. 501 and 505 are no accidents: the service will never do it. */
export function nextAfterStatus(status: number, mode: RetryMode): Next {
  if (status >= 200 && status < 300) return 'done';
  if (status === 429) return 'again';
  const accident = status === 408 || (status >= 500 && status !== 501 && status !== 505);
  if (!accident) return 'failed';
  return mode === 'safe' ? 'again' : 'lost';
}

/** What a missing answer means for its request. */
export function nextAfterFailure({ sent, passing }: Failure, mode: RetryMode): Next {
  if (!passing) return 'failed';
  return mode === 'safe' || !sent ? 'again' : 'lost';
}
