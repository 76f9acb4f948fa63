import { LostAnswerError } from '../http/http-errors.ts';

/** Writes of one thing at most: each lost answer is followed by a look. */
const MAX_WRITES = 4;

interface Reconciled<Value> {
  readonly write: () => Promise<Value>;
  /** Looks for what an earlier write made. */
  readonly find: () => Promise<Value | undefined>;
}

/** Does a write that must not be done twice: after a lost answer it looks first and writes again only when it is not there. */
export async function reconciled<Value>({ write, find }: Reconciled<Value>): Promise<Value> {
  for (let writes = 1; ; writes += 1) {
    try {
      return await write();
    } catch (error) {
      if (!(error instanceof LostAnswerError)) throw error;
      const found = await find();
      if (found !== undefined) return found;
      if (writes === MAX_WRITES) throw error;
    }
  }
}
