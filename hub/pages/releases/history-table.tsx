import { useDeferredValue, useMemo } from 'react';
import { useHub } from '../../hub-context.ts';
import { type Column, DataTable } from '../../parts/data-table.tsx';
import { ChoiceField, SearchField } from '../../parts/field.tsx';
import { HubLink, OutLink } from '../../parts/link.tsx';
import { State } from '../../parts/state.tsx';
import { When } from '../../parts/when.tsx';
import { type ProjectAddress, runUrl, tagUrl } from '../../data/web-links.ts';
import type { ListedComponent } from './component-key.ts';
import { filterHistory, type HistoryRow, listHistory } from './history.ts';
import { count } from './staging-facts.ts';

const STATES = [
  { value: '', name: 'All' },
  { value: 'released', name: 'Released' },
  { value: 'rolledBack', name: 'Rolled back' },
];

/** All releases with a search; quick with ten thousand. */
export function HistoryTable({
  components,
  names,
  place,
}: {
  readonly components: readonly ListedComponent[];
  readonly names: ReadonlyMap<string, string>;
  readonly place: ProjectAddress;
}) {
  const { route, setFilter } = useHub();
  const { search = '', state = '' } = route.filters;
  const all = useMemo(() => listHistory(components), [components]);
  const words = useDeferredValue(search);
  const rows = useMemo(() => filterHistory(all, { search: words, state }), [all, words, state]);
  const columns = useMemo(() => columnsOf(names, place), [names, place]);
  if (all.length === 0) return <p className="slipway-quiet">Nothing was released yet.</p>;
  return (
    <>
      <div className="slipway-fields">
        <SearchField
          label="Search releases"
          hint="Component, version, tag, date"
          value={search}
          onChange={(value) => setFilter('search', value)}
        />
        <ChoiceField label="State" choices={STATES} value={state} onChange={(value) => setFilter('state', value)} />
      </div>
      <p role="status" className="slipway-quiet">
        {rows.length === all.length
          ? count(all.length, 'release')
          : `${rows.length} of ${count(all.length, 'release')}`}
      </p>
      <DataTable
        caption="Releases, the newest first"
        columns={columns}
        rows={rows}
        keyOf={({ key }) => key}
        empty="No release has these words."
      />
    </>
  );
}

function columnsOf(names: ReadonlyMap<string, string>, place: ProjectAddress): readonly Column<HistoryRow>[] {
  return [
    {
      name: 'Release',
      heading: true,
      cell: ({ component: { key, ledger, entry }, release: { version } }) => (
        <HubLink to={{ page: 'release', item: [ledger.repository.id, entry.component, version], filters: {} }}>
          <bdi>{names.get(key)}</bdi> {version}
        </HubLink>
      ),
    },
    {
      name: 'Tag',
      wideOnly: true,
      cell: ({ component, release: { tag } }) => (
        <OutLink href={tagUrl(component.ledger.repository, tag)}>{tag}</OutLink>
      ),
    },
    { name: 'Date', cell: ({ release: { releasedAt } }) => <When at={releasedAt} /> },
    { name: 'Tickets', numeric: true, wideOnly: true, cell: ({ release: { tickets } }) => tickets },
    {
      name: 'State',
      cell: ({ release: { state } }) =>
        state === 'released' ? <State tone="good" words="Released" /> : <State tone="warning" words="Rolled back" />,
    },
    {
      name: 'Run',
      wideOnly: true,
      cell: ({ release: { run } }) => (run === null ? 'imported' : <OutLink href={runUrl(place, run)}>{run}</OutLink>),
    },
  ];
}
