import { useSyncExternalStore } from 'react';
import { createTicker } from './ticker.ts';

const STEP = 30_000;
const { subscribe } = createTicker(STEP);
const stepNow = () => Math.floor(Date.now() / STEP);

/**
 * A moment in the words of today ("3 hours ago"), which go on while the page is open, exact and local when pointed at. `at` is
 * UTC as in the ledger.
 */
export function When({ at }: { readonly at: string }) {
  useSyncExternalStore(subscribe, stepNow);
  const moment = Date.parse(at);
  if (Number.isNaN(moment)) return <span dir="auto">{at}</span>;
  return (
    <time dateTime={at} title={exactly(moment)}>
      {relatively(moment, Date.now())}
    </time>
  );
}

const FULL = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'long' });
const DAY = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' });
const RELATIVE = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto' });

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const A_DAY = 24 * HOUR;

/** In the reader's time zone, to the second. */
export const exactly = (moment: number): string => FULL.format(moment);

/** Up to a month in relation to now, older ones as a date. */
export function relatively(moment: number, now: number): string {
  const past = now - moment;
  const distance = Math.abs(past);
  if (distance < MINUTE) return RELATIVE.format(0, 'second');
  if (distance < HOUR) return RELATIVE.format(-Math.trunc(past / MINUTE), 'minute');
  if (distance < A_DAY) return RELATIVE.format(-Math.trunc(past / HOUR), 'hour');
  if (distance < 31 * A_DAY) return RELATIVE.format(-Math.trunc(past / A_DAY), 'day');
  return DAY.format(moment);
}
