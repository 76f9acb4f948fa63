import { useMemo } from 'react';
import type { ListedAudit } from '../../data/audits.ts';
import { Chart } from './chart.tsx';
import { auditsByWeek, type Period } from './figures.ts';

interface AuditMetricsProps {
  readonly audits: readonly ListedAudit[];
  readonly period: Period;
}

/** What was audited each week, by hand or on a schedule. */
export function AuditMetrics({ audits, period }: AuditMetricsProps) {
  const points = useMemo(() => {
    const weeks = auditsByWeek(audits, period);
    return {
      audits: weeks.map((week) => ({ name: week.start, part: week.part, value: week.audits })),
      coverage: weeks.map((week) => ({ name: week.start, part: week.part, value: week.coverage })),
    };
  }, [audits, period]);
  return (
    <section className="slipway-section" aria-labelledby="audits">
      <h2 id="audits">Audits</h2>
      <p className="slipway-quiet">Of the newest runs that audited. Coverage is that of the last audit of a week.</p>
      <div className="slipway-charts">
        <Chart title="Audits per week" kind="bar" points={points.audits} unit="count" />
        <Chart title="Coverage per week" kind="line" points={points.coverage} unit="percent" />
      </div>
    </section>
  );
}
