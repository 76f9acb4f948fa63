import { LostAnswerError } from './http-errors.ts';

/** Writes of one thing at most: each lost answer is followed by a look, which waits an outage out. */
const MAX_WRITES = 5;
const FIRST_PAUSE_MS = 500;

interface Reconciled<Value> {
  readonly write: () => Promise<Value>;
  /** Looks for what an earlier write made. */
  readonly find: () => Promise<Value | undefined>;
  readonly pause: (ms: number) => Promise<void>;
}

/**
 * Does a write that must not be done twice: after a lost answer it looks first and writes again only when it is not there.
 * The service may still be at work on the lost request, hence the pause before the look.
 */
export async function reconciled<Value>({ write, find, pause }: Reconciled<Value>): Promise<Value> {
  for (let writes = 1; ; writes += 1) {
    try {
      return await write();
    } catch (error) {
      if (!(error instanceof LostAnswerError)) throw error;
      await pause(FIRST_PAUSE_MS * 2 ** (writes - 1));
      const found = await find();
      if (found !== undefined) return found;
      if (writes === MAX_WRITES) throw error;
    }
  }
}
