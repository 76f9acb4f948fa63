import type { Log } from '../../log.ts';
import { backoff } from './wait-times.ts';

interface PacerOptions {
  readonly signal: AbortSignal;
  readonly log: Log;
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly now: () => number;
  readonly random: () => number;
}

/** A moment before which there is no point in asking; it lies beyond the deadline. */
export interface TooLate {
  /** Undefined when the deadline has simply passed. */
  readonly comeBack: Date | undefined;
}

interface NextTry {
  /** How many tries there were. */
  readonly tries: number;
  /** Milliseconds that the service asks for. */
  readonly asked: number | undefined;
  /** Milliseconds since 1970. */
  readonly deadline: number;
  readonly what: string;
}

/** Less time than this is too little for another try. */
export const SHORTEST_TRY_MS = 1000;
/** A wait that people should know of. */
const LONG_WAIT_MS = 5000;
const MAX_TURNS = 100;

/** Decides when the next request may go out, and waits until then. */
export function createPacer({ signal, log, sleep, now, random }: PacerOptions) {
  /** Until when a host, or a lane of it, wants no request at all, whichever request it said that to. */
  const quietUntil = new Map<string, number>();

  async function waitUntil(time: number, deadline: number, what: string): Promise<TooLate | undefined> {
    if (time <= now()) return undefined;
    if (time > deadline - SHORTEST_TRY_MS) return { comeBack: new Date(time) };
    if (time - now() >= LONG_WAIT_MS) log.info(`Waiting ${Math.ceil((time - now()) / 1000)} s before ${what}.`);
    // Timers may fire a little early.
    for (let turns = 0; time > now() && turns < MAX_TURNS; turns += 1) await sleep(time - now(), signal);
    return undefined;
  }

  return {
    /** Notes that a host or lane wants no request for so many milliseconds. Successful answers ask for that as well. */
    quieten(place: string, ms: number): void {
      quietUntil.set(place, Math.max(quietUntil.get(place) ?? 0, now() + ms));
    },

    /** Waits until all these hosts and lanes take requests again. */
    async untilWelcome(places: readonly string[], deadline: number, what: string): Promise<TooLate | undefined> {
      // While one waits, another answer may ask for a longer silence.
      for (let turns = 0; turns < MAX_TURNS; turns += 1) {
        const time = Math.max(...places.map((place) => quietUntil.get(place) ?? 0));
        if (time <= now()) return undefined;
        const late = await waitUntil(time, deadline, what);
        if (late) return late;
      }
      return { comeBack: undefined };
    },

    /** Waits before another try: never less than the service asks for, else with backoff and a last try at the end. */
    async beforeNextTry({ tries, asked, deadline, what }: NextTry): Promise<TooLate | undefined> {
      if (deadline - now() < SHORTEST_TRY_MS) return { comeBack: undefined };
      const latest = Math.max(now(), deadline - 2 * SHORTEST_TRY_MS);
      const time = asked === undefined ? Math.min(now() + backoff(tries, random()), latest) : now() + asked;
      return waitUntil(time, deadline, what);
    },
  };
}
