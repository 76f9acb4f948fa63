import { setTimeout as delay } from 'node:timers/promises';

const LOOK_MS = 60;
const PATIENCE_MS = 120_000;

/** A look later; throws when the play is ended meanwhile. */
export const pause = (signal: AbortSignal): Promise<void> => delay(LOOK_MS, undefined, { signal });

/** Waits for what the service does by itself; throws with `what` when it never does. */
export async function until<Value>(
  what: string,
  look: () => Value | undefined,
  signal: AbortSignal,
  patienceMs = PATIENCE_MS,
): Promise<Value> {
  const end = Date.now() + patienceMs;
  for (;;) {
    signal.throwIfAborted();
    const seen = look();
    if (seen !== undefined) return seen;
    if (Date.now() > end) throw new Error(`In vain was waited for ${what}.`);
    await pause(signal);
  }
}
