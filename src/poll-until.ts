import { SlipwayError } from './errors.ts';

export interface Polling<Value> {
  readonly read: () => Promise<Value>;
  readonly isDone: (value: Value) => boolean;
  /** Waits so many milliseconds; rejects when the run is cancelled. */
  readonly pause: (ms: number) => Promise<void>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Milliseconds since 1970. One last look is taken then. */
  readonly deadline: number;
  /** Milliseconds before the second look; the pauses grow from there. */
  readonly firstPauseMs?: number;
  readonly longestPauseMs?: number;
  /** Told of every fault that is survived. */
  readonly onFault?: (fault: SlipwayError) => void;
}

export type PollEnd<Value> =
  | { readonly kind: 'done'; readonly value: Value }
  /** `last` is what was seen last; `fault` is why nothing is known since, if the last look failed. */
  | { readonly kind: 'expired'; readonly last: Value | undefined; readonly fault: SlipwayError | undefined };

const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 15_000;
const GROWTH = 1.5;
/** More than two weeks of the longest pauses: only a clock that stands still comes here. */
const MAX_LOOKS = 100_000;

/**
 * Looks until what is waited for is there or the deadline has passed, at growing intervals. Faults of the remote system
 * are survived until the deadline; what another look cannot mend is thrown at once, and so is what `pause` rejects with.
 */
export async function pollUntil<Value>(polling: Polling<Value>): Promise<PollEnd<Value>> {
  const { isDone, pause, now, deadline, longestPauseMs = LONGEST_PAUSE_MS } = polling;
  let pauseMs = polling.firstPauseMs ?? FIRST_PAUSE_MS;
  let last: Value | undefined;
  let fault: SlipwayError | undefined;
  for (let looks = 0; looks < MAX_LOOKS; looks += 1) {
    const look = await lookOnce(polling);
    fault = 'fault' in look ? look.fault : undefined;
    if ('value' in look) {
      last = look.value;
      if (isDone(last)) return { kind: 'done', value: last };
    }
    const left = deadline - now();
    if (left <= 0) break;
    await pause(Math.min(pauseMs, left));
    pauseMs = Math.min(pauseMs * GROWTH, longestPauseMs);
  }
  return { kind: 'expired', last, fault };
}

async function lookOnce<Value>({
  read,
  onFault,
}: Polling<Value>): Promise<{ readonly value: Value } | { readonly fault: SlipwayError }> {
  try {
    return { value: await read() };
  } catch (error) {
    if (!(error instanceof SlipwayError) || !mayPass(error)) throw error;
    onFault?.(error);
    return { fault: error };
  }
}

/** What does not exist, and what was refused, stays so. */
const mayPass = ({ kind, code }: SlipwayError): boolean => kind === 'remote' && !/_(NOT_FOUND|REFUSED)$/.test(code);
