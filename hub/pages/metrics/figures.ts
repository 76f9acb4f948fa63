import type { ReleaseDocument } from '../../../src/release/ledger/ledger-documents.ts';
import type { FindingAnswers, ReviewDocument } from '../../../src/review/review-document.ts';
import type { ListedAudit } from '../../data/audits.ts';
import type { Review } from '../../data/reviews.ts';

const HOUR = 60 * 60_000;
const DAY = 24 * HOUR;
const WEEK = 7 * DAY;

/** What of a release the figures are made of. */
export type Measured = Pick<ReleaseDocument, 'component' | 'tag' | 'releasedAt' | 'state' | 'changes' | 'hotfix'>;

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
export function measure(all: readonly Measured[], period: Period): DoraFigures {
  const within = all.filter(({ releasedAt }) => isWithin(releasedAt, period));
  const leadTimes = within.flatMap(({ releasedAt, changes }) =>
    changes.map(({ mergedAt }) => (Date.parse(releasedAt) - Date.parse(mergedAt)) / HOUR).filter((hours) => hours >= 0),
  );
  const mended = new Set(all.flatMap(({ component, hotfix }) => (hotfix ? [`${component}\n${hotfix.from}`] : [])));
  const failed = within.filter(
    ({ component, tag, state }) => state === 'rolledBack' || mended.has(`${component}\n${tag}`),
  );
  const restores = failed.flatMap((release) => restoreTime(all, release) ?? []);
  return {
    releases: within.length,
    perWeek: within.length / Math.max((period.to - period.from) / WEEK, Number.MIN_VALUE),
    leadTime:
      leadTimes.length === 0
        ? undefined
        : { median: quantile(leadTimes, 0.5), p90: quantile(leadTimes, 0.9), changes: leadTimes.length },
    failureRate: within.length === 0 ? undefined : failed.length / within.length,
    failed: failed.length,
    restore: restores.length === 0 ? undefined : { median: quantile(restores, 0.5), restored: restores.length },
  };
}

const isWithin = (at: string, { from, to }: Period): boolean => Date.parse(at) >= from && Date.parse(at) < to;

function restoreTime(all: readonly Measured[], failed: Measured): number | undefined {
  const at = Date.parse(failed.releasedAt);
  const later = all
    .filter(({ component, releasedAt }) => component === failed.component && Date.parse(releasedAt) > at)
    .map(({ releasedAt }) => Date.parse(releasedAt));
  return later.length === 0 ? undefined : (Math.min(...later) - at) / HOUR;
}

/** By linear interpolation between the nearest two, as spreadsheets do; `values` is not empty. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  const place = (sorted.length - 1) * share;
  const [low, high] = [sorted[Math.floor(place)] ?? 0, sorted[Math.ceil(place)] ?? 0];
  return low + (high - low) * (place - Math.floor(place));
}

export interface Week {
  /** First day, as in ISO dates. */
  readonly start: string;
  readonly releases: number;
  /** Median hours from merge to release; undefined in a week without a change that was released. */
  readonly leadTime: number | undefined;
  readonly reviews: number;
  readonly costUsd: number;
}

const startOf = ({ from }: Period): string => new Date(from).toISOString().slice(0, 10);

/** The last week ends with the period, the first may be shorter. */
function weeksOf(period: Period): readonly Period[] {
  const count = Math.max(1, Math.ceil((period.to - period.from) / WEEK));
  return Array.from({ length: count }, (_, index) => {
    const to = period.to - (count - 1 - index) * WEEK;
    return { from: Math.max(period.from, to - WEEK), to };
  });
}

/** The weeks of a period, the last of which ends with it; every release and review of the period is in exactly one. */
export function byWeek(releases: readonly Measured[], reviews: readonly Review[], period: Period): readonly Week[] {
  return weeksOf(period).map((week) => {
    const own = reviews.filter(({ document }) => isWithin(document.reviewedAt, week));
    const figures = measure(releases, week);
    return {
      start: startOf(week),
      releases: figures.releases,
      leadTime: figures.leadTime?.median,
      reviews: own.length,
      costUsd: own.reduce((sum, { document }) => sum + (document.costUsd ?? 0), 0),
    };
  });
}

export interface AuditWeek {
  /** First day, as in `byWeek`. */
  readonly start: string;
  readonly audits: number;
  /** In percent, of the last audit of the week; undefined in a week without. */
  readonly coverage: number | undefined;
}

/** The audits of a period by the weeks of `byWeek`, each in exactly one. */
export const auditsByWeek = (audits: readonly ListedAudit[], period: Period): readonly AuditWeek[] =>
  weeksOf(period).map((week) => {
    const own = audits.map(({ head }) => head).filter(({ auditedAt }) => isWithin(auditedAt, week));
    const last = own.toSorted((one, other) => Date.parse(one.auditedAt) - Date.parse(other.auditedAt)).at(-1);
    return { start: startOf(week), audits: own.length, coverage: last?.coveragePercent };
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
