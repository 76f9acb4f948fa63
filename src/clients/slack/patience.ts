/** How long one client may wait for Slack. */
export interface PatienceLimits {
  /** Milliseconds for one call with all its tries. */
  readonly callMs: number;
  /** Milliseconds for all calls together; a post never holds an agent for longer. */
  readonly totalMs: number;
}

/** Of one call. */
export interface Patience {
  /** Takes what was or will be waited from the budget; false when it is not there, and then nothing is taken. */
  spend(ms: number): boolean;
}

/** Gives each call its budget, all out of one. */
export function createPatience({ callMs, totalMs }: PatienceLimits): () => Patience {
  let total = totalMs;
  return () => {
    let call = callMs;
    return {
      spend(ms) {
        if (ms > Math.min(call, total)) return false;
        call -= ms;
        total -= ms;
        return true;
      },
    };
  };
}
