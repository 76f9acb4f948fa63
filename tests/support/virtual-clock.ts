/** A clock that only waiting moves on; milliseconds since 1970. */
export function virtualClock() {
  let time = Date.parse('2026-01-05T08:00:00Z');
  const pauses: number[] = [];
  return {
    now: () => time,
    pause: (ms: number) => {
      pauses.push(ms);
      time += ms;
      return Promise.resolve();
    },
    pauses,
  };
}
