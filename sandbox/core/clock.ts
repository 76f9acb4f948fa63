/** The sandbox's time. A scaled clock runs faster, so that minutes of outage are seconds of test. */
export interface Clock {
  now(): Date;
  /** How many sandbox milliseconds pass in a real one. */
  readonly speed: number;
}

export const systemClock: Clock = { now: () => new Date(), speed: 1 };

/** A clock that starts at `start` and runs `speed` times as fast as the machine's. */
export function scaledClock(speed: number, start = new Date()): Clock {
  const realStart = Date.now();
  return { speed, now: () => new Date(start.getTime() + (Date.now() - realStart) * speed) };
}
