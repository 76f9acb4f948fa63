import '../../parts/layout.css';
import './metrics.css';
import { useMemo } from 'react';
import { useHub } from '../../hub-context.ts';
import { ChoiceField } from '../../parts/field.tsx';
import { Loading } from '../../parts/loading.tsx';
import { ProblemList } from '../../parts/problem-list.tsx';
import { type listComponents, nameComponents, shownFilter } from '../releases/component-key.ts';
import { lastDays } from './figures.ts';
import { MetricsView } from './metrics-view.tsx';
import { useMetrics } from './use-metrics.ts';

const PERIODS = ['7', '30', '90', '365'];
const USUAL = '90';

/** How often, how fast and how safely this project releases, and what its reviews cost. */
export default function MetricsPage() {
  const { route, setFilter } = useHub();
  const days = PERIODS.find((one) => one === route.filters['days']) ?? USUAL;
  const filter = route.filters['component'] ?? '';
  // A period ends with its day: the same one all day long.
  const period = useMemo(() => lastDays(Number(days), Date.now()), [days]);
  const { lists, releases, problems, reading, reload } = useMetrics({ component: filter, since: period.from });
  return (
    <>
      <ProblemList problems={problems} retry={reload} />
      <div className="slipway-fields">
        <ChoiceField
          label="Period"
          value={days}
          onChange={(next) => setFilter('days', next)}
          choices={PERIODS.map((one) => ({ value: one, name: `the last ${one} days` }))}
        />
        <ChoiceField
          label="Component"
          value={lists ? shownFilter(lists.components, filter) : filter}
          onChange={(next) => setFilter('component', next)}
          choices={[{ value: '', name: 'All' }, ...nameChoices(lists?.components ?? [])]}
        />
      </div>
      {reading !== undefined && <Loading what={reading} />}
      {lists && releases && (
        <MetricsView releases={releases} reviews={lists.reviews} audits={lists.audits} period={period} />
      )}
    </>
  );
}

function nameChoices(all: ReturnType<typeof listComponents>) {
  const names = nameComponents(all);
  return all.map(({ key }) => ({ value: key, name: names.get(key) ?? key }));
}
