import { useDeferredValue, useMemo } from 'react';
import { CATEGORIES, SEVERITIES } from '../../../src/review/finding.ts';
import { useHub } from '../../hub-context.ts';
import { type Column, DataTable } from '../../parts/data-table.tsx';
import { ChoiceField, SearchField } from '../../parts/field.tsx';
import { HubLink } from '../../parts/link.tsx';
import { State } from '../../parts/state.tsx';
import { When } from '../../parts/when.tsx';
import { countFindings, filterRows, inDollars, type ReviewRow, tellVerdict } from './review-rows.ts';
import { ReviewTotalsLine } from './review-totals.tsx';

const ALL = { value: '', name: 'All' };
const PERIODS = [7, 30, 90, 365];
const DAY = 24 * 60 * 60_000;

/** All reviews, narrowed by filters that stand in the address. */
export function ReviewList({ rows }: { readonly rows: readonly ReviewRow[] }) {
  const { route, setFilter } = useHub();
  const filters = useDeferredValue(route.filters);
  const shown = useMemo(() => filterRows(rows, { ...filters, since: dayBefore(filters['days']) }), [rows, filters]);
  const repositories = [...new Map(rows.map(({ repository }) => [repository.id, repository.name]))];
  const choice = (
    name: string,
    label: string,
    choices: readonly { readonly value: string; readonly name: string }[],
  ) => (
    <ChoiceField
      label={label}
      value={route.filters[name] ?? ''}
      onChange={(value) => setFilter(name, value)}
      choices={[ALL, ...choices]}
    />
  );
  return (
    <>
      <div className="slipway-fields">
        <SearchField
          label="Search"
          hint="Title, author, number"
          value={route.filters['text'] ?? ''}
          onChange={(value) => setFilter('text', value)}
        />
        {choice(
          'repository',
          'Repository',
          repositories.map(([value, name]) => ({ value, name })),
        )}
        {choice('verdict', 'Verdict', VERDICTS)}
        {choice(
          'severity',
          'With a finding of',
          SEVERITIES.map((value) => ({ value, name: `${value} or worse` })),
        )}
        {choice(
          'category',
          'Category',
          CATEGORIES.map((value) => ({ value, name: value })),
        )}
        {choice(
          'days',
          'Reviewed in',
          PERIODS.map((days) => ({ value: `${days}`, name: `the last ${days} days` })),
        )}
      </div>
      <ReviewTotalsLine rows={shown} />
      <DataTable
        caption="Reviews of pull requests, the newest first"
        columns={COLUMNS}
        rows={shown}
        keyOf={({ key }) => key}
        empty="No review fits these filters."
      />
    </>
  );
}

const VERDICTS = (['approve', 'requestChanges', 'incomplete'] as const).map((value) => ({
  value,
  name: tellVerdict(value).words,
}));

/** The first day of the last so many, as in ISO dates; empty for all time. */
function dayBefore(days: string | undefined): string {
  const count = Number(days ?? '');
  return count > 0 && count < 10_000 ? new Date(Date.now() - count * DAY).toISOString().slice(0, 10) : '';
}

const COLUMNS: readonly Column<ReviewRow>[] = [
  {
    name: 'Pull request',
    heading: true,
    cell: ({ title, pullRequest, repository, author }) => (
      <>
        <HubLink to={{ page: 'reviews', item: [repository.id, `${pullRequest}`], filters: {} }}>
          <bdi>{title === '' ? `Pull request ${pullRequest}` : title.slice(0, 200)}</bdi>
        </HubLink>
        <div className="slipway-quiet">
          <bdi>{repository.name}</bdi> !{pullRequest}
          {author !== '' && (
            <>
              {' by '}
              <bdi>{author}</bdi>
            </>
          )}
        </div>
      </>
    ),
  },
  { name: 'Verdict', cell: ({ document }) => <State {...tellVerdict(document.verdict)} /> },
  { name: 'Findings', cell: ({ document }) => countFindings(document.findings) },
  { name: 'Coverage', numeric: true, wideOnly: true, cell: ({ document }) => `${document.coverage.percent} %` },
  {
    name: 'Cost',
    numeric: true,
    wideOnly: true,
    cell: ({ document }) => (document.costUsd === null ? 'not known' : inDollars(document.costUsd)),
  },
  { name: 'Model', wideOnly: true, cell: ({ document }) => <bdi>{document.model}</bdi> },
  { name: 'Reviewed', cell: ({ document }) => <When at={document.reviewedAt} /> },
];
