const DAY_MS = 86_400_000;
export const WEEK_MS = 7 * DAY_MS;
/** 5 January 1970 was a Monday. */
const FIRST_MONDAY_MS = 4 * DAY_MS;

/** When the week of a moment began, its Monday in UTC; both in milliseconds since 1970. */
export const mondayOf = (time: number): number =>
  FIRST_MONDAY_MS + Math.floor((time - FIRST_MONDAY_MS) / WEEK_MS) * WEEK_MS;

/** The Monday, in UTC, of the week of a moment: `2026-11-23`. Empty for what is no moment. */
export function weekOf(at: string): string {
  const time = Date.parse(at);
  return Number.isNaN(time) ? '' : new Date(mondayOf(time)).toISOString().slice(0, 10);
}
