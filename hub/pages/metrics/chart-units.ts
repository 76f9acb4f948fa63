import { inDollars } from '../reviews/review-rows.ts';
import { inHours } from './figures.ts';

export type ChartUnit = 'count' | 'hours' | 'dollars' | 'percent';

/** How the axis of a chart is divided and told. */
interface Axis {
  /** Between two of its lines; the chart's own choice when undefined. */
  readonly step: number | undefined;
  readonly say: (value: number) => string;
}

const MOST_LINES = 6;
const STEPS = [1, 2, 3, 6, 12, 24, 48, 72, 168];

/** A value as people read it. */
export function sayValue(unit: ChartUnit, value: number): string {
  switch (unit) {
    case 'count':
      return `${Math.round(value * 10) / 10}`;
    case 'hours':
      return inHours(value);
    case 'dollars':
      return inDollars(value);
    case 'percent':
      return `${value} %`;
  }
}

/** The axis of a chart up to its greatest value: whole things are not halved, and hours do not turn into days half-way. */
export function axisOf(unit: ChartUnit, most: number): Axis {
  switch (unit) {
    case 'count':
      return { step: Math.max(1, Math.ceil(most / MOST_LINES)), say: (value) => `${value}` };
    case 'hours':
      return hoursAxis(most);
    case 'dollars':
      return { step: undefined, say: (value) => `$${value.toFixed(most < 0.1 ? 4 : 2)}` };
    case 'percent':
      return { step: 20, say: (value) => `${value} %` };
  }
}

function hoursAxis(most: number): Axis {
  if (most < 2) return { step: undefined, say: (value) => `${Math.round(value * 60)} min` };
  const weeks = Math.ceil(most / MOST_LINES / 168) * 168;
  const step = STEPS.find((one) => most / one <= MOST_LINES) ?? weeks;
  return { step, say: step < 24 ? (value) => `${value} h` : (value) => `${value / 24} d` };
}

const shortDay = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', timeZone: 'UTC' });

/** An ISO date without its year, as the reader writes dates. */
export const sayDay = (date: string): string => shortDay.format(Date.parse(date));
