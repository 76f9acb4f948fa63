import { SEVERITIES } from '../../../src/review/finding.ts';
import { inDollars, type ReviewRow, totalsOf } from './review-rows.ts';

/** What the shown reviews come to. */
export function ReviewTotalsLine({ rows }: { readonly rows: readonly ReviewRow[] }) {
  const totals = totalsOf(rows);
  const severities = SEVERITIES.map((severity) => `${totals.bySeverity[severity]} ${severity}`).join(', ');
  const categories = [...totals.byCategory].map(([category, count]) => `${count} ${category}`).join(', ');
  return (
    <p role="status" className="slipway-totals">
      <b>{totals.reviews}</b> {totals.reviews === 1 ? 'review' : 'reviews'}, <b>{totals.findings}</b>{' '}
      {totals.findings === 1 ? 'finding' : 'findings'}
      {totals.findings > 0 && ` (${severities}; ${categories})`}, <b>{inDollars(totals.costUsd)}</b>
      {totals.withoutCost > 0 && ` and ${totals.withoutCost} of unknown cost`}
    </p>
  );
}
