/** Where Azure DevOps asks for a pause and the page may not read how long. */
const UNTOLD_S = 30;
/** Whatever an answer says, after this a page that is left open looks again. */
const MOST_S = 15 * 60;

/** A pause that Azure DevOps asked for; it counts what a person does, so it is of the whole page. */
interface Pause {
  /** Makes the pause last that many seconds from now on, unless it lasts longer. */
  readonly ask: (seconds: number | undefined) => void;
  readonly isOver: () => boolean;
}

export function createPause(now: () => number = Date.now): Pause {
  let until = 0;
  return {
    ask(seconds = UNTOLD_S) {
      until = Math.max(until, now() + Math.min(seconds, MOST_S) * 1000);
    },
    isOver: () => now() >= until,
  };
}

/** What looks again by itself waits until it is over; what a person asks for is sent. */
export const PAUSE = createPause();
