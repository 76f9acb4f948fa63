import type { Clock } from '../core/clock.ts';

/** Tells the pages that something is new. */
export class Changes {
  #version = 1;
  readonly #waiting = new Set<() => void>();

  get version(): number {
    return this.#version;
  }

  note(): void {
    this.#version += 1;
    for (const wake of [...this.#waiting]) wake();
  }

  /** Resolves with the version as soon as it is not `known`, or after `ms` real milliseconds. */
  async next(known: number, ms: number): Promise<number> {
    if (this.#version !== known) return this.#version;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(wake, ms);
      timer.unref();
      const waiting = this.#waiting;
      waiting.add(wake);
      function wake(): void {
        clearTimeout(timer);
        waiting.delete(wake);
        resolve();
      }
    });
    return this.#version;
  }
}

/** A clock that another can take the place of. */
export interface SettableClock extends Clock {
  set(clock: Clock): void;
}

export function settableClock(first: Clock): SettableClock {
  let current = first;
  return {
    now: () => current.now(),
    get speed() {
      return current.speed;
    },
    set(clock) {
      current = clock;
    },
  };
}
