import { useMemo } from 'react';
import type { ListedAudit } from '../../data/audits.ts';
import { Chart } from './chart.tsx';
import { auditsByWeek, type Period } from './figures.ts';

interface AuditMetricsProps {
  readonly audits: readonly ListedAudit[];
  readonly period: Period;
}

const asCount = (value: number): string => `${value}`;
const inPercent = (value: number): string => `${value} %`;

/** What was audited each week, by hand or on a schedule. */
export function AuditMetrics({ audits, period }: AuditMetricsProps) {
  const points = useMemo(() => {
    const weeks = auditsByWeek(audits, period);
    return {
      audits: weeks.map(({ start, audits: value }) => ({ name: start, value })),
      coverage: weeks.map(({ start, coverage: value }) => ({ name: start, value })),
    };
  }, [audits, period]);
  return (
    <section className="slipway-section" aria-labelledby="audits">
      <h2 id="audits">Audits</h2>
      <p className="slipway-quiet">Of the newest runs that audited. Coverage is that of the last audit of a week.</p>
      <div className="slipway-charts">
        <Chart title="Audits per week" kind="bar" points={points.audits} say={asCount} />
        <Chart title="Coverage per week" kind="line" points={points.coverage} say={inPercent} />
      </div>
    </section>
  );
}
