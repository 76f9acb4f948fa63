import type { FindingAnswers, ReviewDocument } from '../../../src/review/review-document.ts';
import type { ListedAudit } from '../../data/audits.ts';
import type { MeasuredRelease } from '../../data/measured.ts';
import type { Review } from '../../data/reviews.ts';
import { mondayOf, WEEK_MS } from '../../parts/week.ts';

const HOUR = 60 * 60_000;
const DAY = 24 * HOUR;

export interface Period {
  /** Milliseconds since 1970; `from` is in it, `to` is not. */
  readonly from: number;
  readonly to: number;
}

export interface DoraFigures {
  readonly releases: number;
  readonly perWeek: number;
  /** From merge to release, in hours; undefined when no change is known with its merge. */
  readonly leadTime: { readonly median: number; readonly p90: number; readonly changes: number } | undefined;
  /** 0 to 1; undefined without releases. */
  readonly failureRate: number | undefined;
  readonly failed: number;
  /** From a failed release to the next one of its component, in hours; undefined when none was followed. */
  readonly restore: { readonly median: number; readonly restored: number } | undefined;
}

/**
 * The four figures of DORA over the releases of a period. A release failed when it was rolled back, or when a hotfix was
 * made from its tag; it is restored by the next release of its component. `all` may reach beyond the period: what mends a
 * release of its last day comes later.
 */
export function measure(all: readonly MeasuredRelease[], period: Period): DoraFigures {
  const within = all.filter(({ releasedAt }) => isIn(releasedAt, period));
  const mended = new Set(
    all.flatMap(({ component, hotfixFrom }) => (hotfixFrom === undefined ? [] : [`${component}\n${hotfixFrom}`])),
  );
  const failed = within.filter(
    ({ component, tag, state }) => state === 'rolledBack' || mended.has(`${component}\n${tag}`),
  );
  const restores = restoreHours(all, failed);
  return {
    releases: within.length,
    perWeek: within.length / Math.max((period.to - period.from) / WEEK_MS, Number.MIN_VALUE),
    leadTime: leadTimeOf(within),
    failureRate: within.length === 0 ? undefined : failed.length / within.length,
    failed: failed.length,
    restore: restores.length === 0 ? undefined : { median: quantile(restores, 0.5), restored: restores.length },
  };
}

const isIn = (time: number, { from, to }: Period): boolean => time >= from && time < to;
const isWithin = (at: string, period: Period): boolean => isIn(Date.parse(at), period);

function leadTimeOf(releases: readonly MeasuredRelease[]): DoraFigures['leadTime'] {
  const hours = releases.flatMap(({ leadMinutes }) => leadMinutes.map((minutes) => minutes / 60));
  if (hours.length === 0) return undefined;
  return { median: quantile(hours, 0.5), p90: quantile(hours, 0.9), changes: hours.length };
}

/** Of each failed release that a later one of its component followed; quick with ten thousand releases. */
function restoreHours(all: readonly MeasuredRelease[], failed: readonly MeasuredRelease[]): readonly number[] {
  const next = new Map<MeasuredRelease, number>();
  const latest = new Map<string, { readonly at: number; readonly after: number | undefined }>();
  for (const release of all.toSorted((one, other) => other.releasedAt - one.releasedAt)) {
    const { component, releasedAt: at } = release;
    const known = latest.get(component);
    // Releases of one moment are followed by the same one.
    const after = known?.at === at ? known.after : known?.at;
    latest.set(component, { at, after });
    if (after !== undefined) next.set(release, (after - at) / HOUR);
  }
  return failed.flatMap((release) => next.get(release) ?? []);
}

/** By linear interpolation between the nearest two, as spreadsheets do; `values` is not empty. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  const place = (sorted.length - 1) * share;
  const [low, high] = [sorted[Math.floor(place)] ?? 0, sorted[Math.ceil(place)] ?? 0];
  return low + (high - low) * (place - Math.floor(place));
}

/** A week from its Monday in UTC, as far as it is in the period. */
interface WeekName {
  /** Its Monday, as in ISO dates. */
  readonly start: string;
  /** Undefined for a whole one; else what people read: it begins before the period, or goes on after it. */
  readonly part: 'in part' | 'so far' | undefined;
}

export interface Week extends WeekName {
  readonly releases: number;
  /** Median hours from merge to release; undefined in a week without a change that was released. */
  readonly leadTime: number | undefined;
  readonly reviews: number;
  readonly costUsd: number;
}

export interface AuditWeek extends WeekName {
  readonly audits: number;
  /** In percent, of the last audit of the week; undefined in a week without. */
  readonly coverage: number | undefined;
}

/** The weeks of a period, from Monday as the list of audits has them; the first and the last one may not be whole. */
function weeksOf(period: Period): readonly (WeekName & Period)[] {
  const first = mondayOf(period.from);
  const count = Math.max(1, Math.ceil((period.to - first) / WEEK_MS));
  return Array.from({ length: count }, (_, index) => {
    const [monday, end] = [first + index * WEEK_MS, first + (index + 1) * WEEK_MS];
    const part = end > period.to ? 'so far' : monday < period.from ? 'in part' : undefined;
    const start = new Date(monday).toISOString().slice(0, 10);
    return { start, part, from: Math.max(monday, period.from), to: Math.min(end, period.to) };
  });
}

/** What is of each week, in the order of the weeks; what is of none is left out. */
function partition<Item>(
  items: readonly Item[],
  timeOf: (item: Item) => number,
  period: Period,
): readonly { readonly week: WeekName; readonly items: readonly Item[] }[] {
  const weeks = weeksOf(period).map(({ start, part }) => ({ week: { start, part }, items: [] as Item[] }));
  const first = mondayOf(period.from);
  for (const item of items) {
    const time = timeOf(item);
    if (isIn(time, period)) weeks[Math.floor((time - first) / WEEK_MS)]?.items.push(item);
  }
  return weeks;
}

/** Releases and reviews of a period by its weeks, each in exactly one. */
export function byWeek(
  releases: readonly MeasuredRelease[],
  reviews: readonly Review[],
  period: Period,
): readonly Week[] {
  const reviewed = partition(reviews, ({ document }) => Date.parse(document.reviewedAt), period);
  return partition(releases, ({ releasedAt }) => releasedAt, period).map(({ week, items }, index) => {
    const own = reviewed[index]?.items ?? [];
    return {
      ...week,
      releases: items.length,
      leadTime: leadTimeOf(items)?.median,
      reviews: own.length,
      costUsd: own.reduce((sum, { document }) => sum + (document.costUsd ?? 0), 0),
    };
  });
}

/** The audits of a period by its weeks, each in exactly one. */
export const auditsByWeek = (audits: readonly ListedAudit[], period: Period): readonly AuditWeek[] =>
  partition(audits, ({ head }) => Date.parse(head.auditedAt), period).map(({ week, items }) => {
    const last = items
      .toSorted((one, other) => Date.parse(one.head.auditedAt) - Date.parse(other.head.auditedAt))
      .at(-1);
    return { ...week, audits: items.length, coverage: last?.head.coveragePercent };
  });

export interface ReviewFigures {
  readonly reviews: number;
  readonly costUsd: number;
  /** Those whose cost is known. */
  readonly priced: number;
  readonly findings: number;
  readonly approved: number;
  readonly incomplete: number;
  readonly answers: AnswerFigures;
}

/** What became of the findings that have a thread, when their pull request was last reviewed. */
export interface AnswerFigures {
  readonly fixed: number;
  readonly declined: number;
  readonly open: number;
  /** Reviews that do not tell: an older Slipway kept them. */
  readonly untold: number;
}

export function measureReviews(all: readonly Review[], period: Period): ReviewFigures {
  const documents = all.map(({ document }) => document).filter(({ reviewedAt }) => isWithin(reviewedAt, period));
  return {
    reviews: documents.length,
    costUsd: documents.reduce((sum, { costUsd }) => sum + (costUsd ?? 0), 0),
    priced: documents.filter(({ costUsd }) => costUsd !== null).length,
    findings: documents.reduce((sum, { findings }) => sum + findings.length, 0),
    approved: documents.filter(({ verdict }) => verdict === 'approve').length,
    incomplete: documents.filter(({ verdict }) => verdict === 'incomplete').length,
    answers: sumAnswers(documents),
  };
}

function sumAnswers(documents: readonly ReviewDocument[]): AnswerFigures {
  const told = documents.flatMap(({ answers }) => answers ?? []);
  const sum = (name: keyof FindingAnswers) => told.reduce((total, answers) => total + answers[name], 0);
  return {
    ...{ fixed: sum('fixed'), declined: sum('declined'), open: sum('open') },
    untold: documents.length - told.length,
  };
}

/** The share of findings that were fixed of those that were answered, 0 to 1; undefined when none was. */
export const acceptance = ({ fixed, declined }: AnswerFigures): number | undefined =>
  fixed + declined === 0 ? undefined : fixed / (fixed + declined);

/** `3 h`, `2.5 days`: as much as helps. */
export function inHours(hours: number): string {
  if (hours < 1) return `${Math.round(hours * 60)} min`;
  if (hours < 48) return `${round(hours)} h`;
  return `${round(hours / 24)} days`;
}

const round = (value: number): string => (value < 10 ? value.toFixed(1).replace(/\.0$/, '') : value.toFixed(0));

/** The last so many days, until the end of this one in UTC. */
export function lastDays(days: number, now: number): Period {
  const to = (Math.floor(now / DAY) + 1) * DAY;
  return { from: to - days * DAY, to };
}
