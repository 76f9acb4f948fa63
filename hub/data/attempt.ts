import { asProblem, type HubProblem } from '../host/hub-problem.ts';

/** Collects what could not be read, so that what could be is shown beside it. */
export interface Attempts {
  readonly problems: HubProblem[];
  readonly signal?: AbortSignal | undefined;
}

/** What `work` gives, or `instead` when it fails, which is noted. Throws only when the signal ended it. */
export async function attempt<Value>(
  { problems, signal }: Attempts,
  { what, instead }: { readonly what: string; readonly instead: Value },
  work: () => Promise<Value>,
): Promise<Value> {
  try {
    return await work();
  } catch (error) {
    signal?.throwIfAborted();
    problems.push(asProblem(error, what));
    return instead;
  }
}
