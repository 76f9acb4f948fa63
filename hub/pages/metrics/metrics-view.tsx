import { useMemo } from 'react';
import type { ListedAudit } from '../../data/audits.ts';
import type { MeasuredReleases } from '../../data/measured.ts';
import type { Review } from '../../data/reviews.ts';
import { inDollars } from '../reviews/review-rows.ts';
import { AuditMetrics } from './audit-metrics.tsx';
import { Chart } from './chart.tsx';
import {
  acceptance,
  type AnswerFigures,
  byWeek,
  type DoraFigures,
  inHours,
  measure,
  measureReviews,
  type Period,
} from './figures.ts';

interface MetricsViewProps {
  readonly releases: MeasuredReleases;
  readonly reviews: readonly Review[];
  readonly audits: readonly ListedAudit[];
  readonly period: Period;
}

const asCount = (value: number): string => `${Math.round(value * 10) / 10}`;

/** The figures of a period, each with what it counts. */
export function MetricsView({ releases: { releases, left }, reviews, audits, period }: MetricsViewProps) {
  const figures = useMemo(() => measure(releases, period), [releases, period]);
  const weeks = useMemo(() => byWeek(releases, reviews, period), [releases, reviews, period]);
  const points = useMemo(
    () => ({
      releases: weeks.map((week) => ({ name: week.start, part: week.part, value: week.releases })),
      leadTime: weeks.map((week) => ({ name: week.start, part: week.part, value: week.leadTime })),
      cost: weeks.map((week) => ({ name: week.start, part: week.part, value: week.costUsd })),
    }),
    [weeks],
  );
  return (
    <>
      {left > 0 && (
        <p role="status">
          Measured by {releases.length} releases; of those that an older Slipway released, the oldest {left} were not
          read.
        </p>
      )}
      <section className="slipway-section" aria-labelledby="dora">
        <h2 id="dora">Delivery</h2>
        <dl className="slipway-figures">
          {tellDora(figures).map((figure) => (
            <Figure key={figure.name} {...figure} />
          ))}
        </dl>
        <div className="slipway-charts">
          <Chart title="Releases per week" kind="bar" points={points.releases} unit="count" />
          <Chart title="Lead time per week" kind="line" points={points.leadTime} unit="hours" />
        </div>
      </section>
      <section className="slipway-section" aria-labelledby="reviews">
        <h2 id="reviews">Reviews</h2>
        <dl className="slipway-figures">
          {tellReviews(reviews, period).map((figure) => (
            <Figure key={figure.name} {...figure} />
          ))}
        </dl>
        <div className="slipway-charts">
          <Chart title="Cost of reviews per week" kind="bar" points={points.cost} unit="dollars" />
        </div>
      </section>
      {audits.length > 0 && <AuditMetrics audits={audits} period={period} />}
    </>
  );
}

interface Told {
  readonly name: string;
  readonly value: string;
  /** What is counted, and how. */
  readonly meaning: string;
}

const Figure = ({ name, value, meaning }: Told) => (
  <div>
    <dt>{name}</dt>
    <dd>
      <span className="slipway-figure">{value}</span>
      <span className="slipway-quiet">{meaning}</span>
    </dd>
  </div>
);

const NONE = '–';

const tellDora = ({ releases, perWeek, leadTime, failed, failureRate, restore }: DoraFigures): readonly Told[] => [
  {
    name: 'Deployment frequency',
    value: `${asCount(perWeek)} a week`,
    meaning: `Releases that were published: ${releases} in the period.`,
  },
  {
    name: 'Lead time for changes',
    value: leadTime === undefined ? NONE : inHours(leadTime.median),
    meaning:
      leadTime === undefined
        ? 'From the merge of a change to its release; no change was released.'
        : `From the merge of a change to its release: median of ${leadTime.changes} changes; nine in ten within ${inHours(leadTime.p90)}.`,
  },
  {
    name: 'Change failure rate',
    value: failureRate === undefined ? NONE : `${Math.round(failureRate * 100)} %`,
    meaning: `Releases that were rolled back, or from which a hotfix was made: ${failed} of ${releases}.`,
  },
  {
    name: 'Time to restore',
    value: restore === undefined ? NONE : inHours(restore.median),
    meaning:
      restore === undefined
        ? 'From a failed release to the next one of its component; no failed release was followed by one.'
        : `From a failed release to the next one of its component: median of ${restore.restored}.`,
  },
];

function tellReviews(all: readonly Review[], period: Period): readonly Told[] {
  const { reviews, costUsd, priced, findings, approved, incomplete, answers } = measureReviews(all, period);
  const share = (count: number) => (reviews === 0 ? NONE : `${Math.round((count / reviews) * 100)} %`);
  return [
    {
      name: 'Reviews',
      value: `${reviews}`,
      meaning: 'Pull requests whose last review was in the period.',
    },
    {
      name: 'Cost of a review',
      value: priced === 0 ? NONE : inDollars(costUsd / priced),
      meaning: `${inDollars(costUsd)} in all, of the ${priced} last reviews whose cost is known.`,
    },
    {
      name: 'Findings of a review',
      value: reviews === 0 ? NONE : asCount(findings / reviews),
      meaning: `${findings} in all.`,
    },
    tellAcceptance(answers),
    { name: 'Approved', value: share(approved), meaning: 'Last reviews that approved.' },
    { name: 'Incomplete', value: share(incomplete), meaning: 'Last reviews that could not look at everything.' },
  ];
}

function tellAcceptance(answers: AnswerFigures): Told {
  const { fixed, declined, open, untold } = answers;
  const share = acceptance(answers);
  const older = untold === 0 ? '' : ` Of ${untold} older reviews this is not known.`;
  return {
    name: 'Accepted findings',
    value: share === undefined ? NONE : `${Math.round(share * 100)} %`,
    meaning:
      `Fixed, of those that were fixed or declined (won't fix, by design, closed): ${fixed} of ${fixed + declined}; ${open} ` +
      `without an answer when their pull request was last reviewed.${older}`,
  };
}
