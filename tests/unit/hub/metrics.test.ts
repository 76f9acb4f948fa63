import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import type { ListedAudit } from '../../../hub/data/audits.ts';
import type { MeasuredRelease } from '../../../hub/data/measured.ts';
import type { Review } from '../../../hub/data/reviews.ts';
import {
  acceptance,
  auditsByWeek,
  byWeek,
  inHours,
  lastDays,
  measure,
  measureReviews,
  quantile,
} from '../../../hub/pages/metrics/figures.ts';
import { weekOf } from '../../../hub/parts/week.ts';
import { auditOf, headOf } from '../../support/audit-seed.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const NOW = Date.parse('2026-11-28T12:00:00.000Z');
const iso = (time: number) => new Date(time).toISOString();
const release = (tag: string, at: number, over: Partial<MeasuredRelease> = {}): MeasuredRelease => ({
  component: 'shop',
  tag,
  releasedAt: at,
  state: 'released',
  leadMinutes: [],
  hotfixFrom: undefined,
  ...over,
});
const review = (at: number, costUsd: number | null = 0.1): Review => ({
  repository: { id: 'r', name: 'shop', webUrl: '' },
  pullRequest: 1,
  document: {
    schema: 1,
    iteration: 1,
    commit: 'a'.repeat(40),
    verdict: 'approve',
    coverage: { percent: 100, files: 1, reviewed: 1 },
    findings: [],
    costUsd,
    model: 'claude',
    reviewedAt: iso(at),
  },
});

describe('The figures of releases', () => {
  const period = lastDays(28, NOW);

  it('are empty where nothing was released', () => {
    assert.deepEqual(measure([], period), {
      releases: 0,
      perWeek: 0,
      leadTime: undefined,
      failureRate: undefined,
      failed: 0,
      restore: undefined,
    });
  });

  it('count releases of the period, and the way from merge to release', () => {
    const all = [
      release('v1', NOW - 40 * DAY, { leadMinutes: [24 * 60] }),
      release('v2', NOW - 10 * DAY, { leadMinutes: [120, 240] }),
      release('v3', NOW - DAY, { leadMinutes: [720] }),
    ];
    const { releases, perWeek, leadTime } = measure(all, period);
    assert.deepEqual([releases, perWeek, leadTime], [2, 0.5, { median: 4, p90: 10.4, changes: 3 }]);
  });

  it('call a release failed that was rolled back or needed a hotfix, and restored by the next of its component', () => {
    const all = [
      release('v1', NOW - 10 * DAY, { state: 'rolledBack' }),
      release('v2', NOW - 9 * DAY),
      release('v3', NOW - 9 * DAY + 6 * HOUR, { hotfixFrom: 'v2' }),
      release('v9', NOW - 9.5 * DAY, { component: 'other' }),
      release('v4', NOW - DAY, { state: 'rolledBack' }),
    ];
    const { failed, failureRate, restore } = measure(all, period);
    assert.deepEqual([failed, failureRate, restore], [3, 0.6, { median: 15, restored: 2 }]);
  });

  it('put every release and review of the period into exactly one week', () => {
    const times = fc.array(fc.integer({ min: 0, max: 60 }).map((days) => NOW - days * DAY - 1));
    fc.assert(
      fc.property(times, times, fc.integer({ min: 1, max: 60 }), (released, reviewed, days) => {
        const window = lastDays(days, NOW);
        const all = released.map((at, index) => release(`v${index}`, at));
        const reviews = reviewed.map((at) => review(at));
        const weeks = byWeek(all, reviews, window);
        const sum = (pick: 'releases' | 'reviews') => weeks.reduce((total, week) => total + week[pick], 0);
        assert.ok(weeks.every(({ start }) => weekOf(start) === start));
        assert.deepEqual(
          [sum('releases'), sum('reviews')],
          [measure(all, window).releases, measureReviews(reviews, window).reviews],
        );
      }),
    );
  });

  it('have audits by week, each once, with the coverage of the last one', () => {
    const audit = (at: number, coveragePercent: number): ListedAudit => ({
      ...{ run: 1, name: 'ReleaseAudit-1' },
      head: headOf(auditOf({}, { auditedAt: iso(at), coveragePercent })),
    });
    // A Saturday: its week began five days before.
    const audits = [audit(NOW, 90), audit(NOW - DAY, 50), audit(NOW - 6 * DAY, 70), audit(NOW - 60 * DAY, 10)];
    assert.deepEqual(
      auditsByWeek(audits, lastDays(21, NOW)).map((week) => [week.start, week.part, week.audits, week.coverage]),
      [
        ['2026-11-02', 'in part', 0, undefined],
        ['2026-11-09', undefined, 0, undefined],
        ['2026-11-16', undefined, 1, 70],
        ['2026-11-23', 'so far', 2, 90],
      ],
    );
  });

  it('have quantiles that lie within the values and grow with the share', () => {
    const values = fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 1 });
    fc.assert(
      fc.property(values, (all) => {
        const [low, median, high] = [quantile(all, 0), quantile(all, 0.5), quantile(all, 1)];
        assert.deepEqual([low, high], [Math.min(...all), Math.max(...all)]);
        assert.ok(low <= median && median <= high);
      }),
    );
  });

  it('of reviews tell what was paid, and for how many', () => {
    const { reviews, priced, costUsd } = measureReviews(
      [review(NOW), review(NOW, null), review(NOW - 90 * DAY)],
      period,
    );
    assert.deepEqual([reviews, priced, costUsd], [2, 1, 0.1]);
  });

  it('of findings take those as accepted that were fixed, of those that were answered', () => {
    const answered = (answers?: { fixed: number; declined: number; open: number }, at = NOW): Review => {
      const one = review(at);
      return answers ? { ...one, document: { ...one.document, answers } } : one;
    };
    const told = { fixed: 3, declined: 1, open: 4 };
    const reviews = [
      answered(told),
      answered({ fixed: 0, declined: 2, open: 1 }),
      answered(),
      answered(told, NOW - 90 * DAY),
    ];
    const { answers } = measureReviews(reviews, period);
    assert.deepEqual(answers, { fixed: 3, declined: 3, open: 5, untold: 1 });
    assert.equal(acceptance(answers), 0.5);
    assert.equal(acceptance({ fixed: 0, declined: 0, open: 5, untold: 0 }), undefined);
  });

  it('are told in the unit that helps', () => {
    assert.deepEqual([0.25, 1.5, 30, 72].map(inHours), ['15 min', '1.5 h', '30 h', '3 days']);
  });
});
