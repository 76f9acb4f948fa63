/** Tells all who listen that time went on. */
export interface Ticker {
  /** Ends with the function that it gives. */
  readonly subscribe: (listener: () => void) => () => void;
}

interface Timers {
  readonly begin: (tick: () => void, everyMs: number) => unknown;
  readonly end: (timer: unknown) => void;
}

const BROWSER: Timers = {
  begin: (tick, everyMs) => setInterval(tick, everyMs),
  end: (timer) => clearInterval(timer as ReturnType<typeof setInterval>),
};

/** One timer for all who listen, and none for nobody. */
export function createTicker(everyMs: number, { begin, end }: Timers = BROWSER): Ticker {
  const listeners = new Set<() => void>();
  let timer: unknown;
  const tick = () => {
    for (const listener of listeners) listener();
  };
  return {
    subscribe(listener) {
      // Each call stands by itself, also of one function.
      const own = () => listener();
      if (listeners.size === 0) timer = begin(tick, everyMs);
      listeners.add(own);
      return () => {
        if (listeners.delete(own) && listeners.size === 0) end(timer);
      };
    },
  };
}
