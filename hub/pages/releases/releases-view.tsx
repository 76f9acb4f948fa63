import { useMemo } from 'react';
import type { Ledger } from '../../data/ledger.ts';
import { useHub } from '../../hub-context.ts';
import { ChoiceField } from '../../parts/field.tsx';
import { chooseComponents, listComponents, nameComponents, shownFilter } from './component-key.ts';
import { HistoryTable } from './history-table.tsx';
import { MatrixSection } from './matrix-section.tsx';
import { StagingSection } from './staging-section.tsx';

/** The components of ledgers that have some. */
export function ReleasesView({ ledgers }: { readonly ledgers: readonly Ledger[] }) {
  const { host, rest, route, setFilter } = useHub();
  const all = useMemo(() => listComponents(ledgers), [ledgers]);
  const names = useMemo(() => nameComponents(all), [all]);
  const filter = route.filters['component'] ?? '';
  const components = useMemo(() => chooseComponents(all, filter), [all, filter]);
  const place = useMemo(() => ({ baseUrl: host.baseUrl, project: host.project.name }), [host]);
  const choices = [{ value: '', name: 'All' }, ...all.map(({ key }) => ({ value: key, name: names.get(key) ?? key }))];
  return (
    <>
      <div className="slipway-fields">
        <ChoiceField
          label="Component"
          value={shownFilter(all, filter)}
          onChange={(value) => setFilter('component', value)}
          choices={choices}
        />
      </div>
      <MatrixSection rest={rest} components={components} names={names} place={place} />
      <StagingSection rest={rest} components={components} names={names} place={place} />
      <section className="slipway-section" aria-labelledby="history">
        <h2 id="history">History</h2>
        <HistoryTable components={components} names={names} place={place} />
      </section>
    </>
  );
}
