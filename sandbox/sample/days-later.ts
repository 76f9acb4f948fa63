const DAY_MS = 24 * 60 * 60_000;

/** After the newest commit of the sample and of what is changed in it. */
const END = '2026-03-10T14:00:00Z';

/** How many days later, in whole weeks, the sample is to have been written for its end to lie in the week before `now`. */
export const daysUntil = (now: Date): number => 7 * Math.floor((now.getTime() - Date.parse(END)) / (7 * DAY_MS));

/** A moment so many days later, at the same time of the day. ISO 8601 with an offset. */
export function daysLater(at: string, days: number): string {
  const date = new Date(Date.parse(`${at.slice(0, 10)}T00:00:00Z`) + days * DAY_MS);
  return date.toISOString().slice(0, 10) + at.slice(10);
}
