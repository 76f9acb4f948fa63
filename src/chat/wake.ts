/** Ends pauses early. */
export interface Wake {
  /** Pauses so many milliseconds, or until somebody rings. */
  readonly pause: (ms: number) => Promise<void>;
  readonly ring: () => void;
}

/** `pause` waits so many milliseconds; what it rejects with is passed on. */
export function createWake(pause: (ms: number) => Promise<void>): Wake {
  let rung = false;
  let awake: () => void = () => undefined;
  return {
    async pause(ms) {
      if (!rung) await Promise.race([pause(ms), new Promise<void>((resolve) => (awake = resolve))]);
      rung = false;
    },
    ring() {
      rung = true;
      awake();
    },
  };
}
