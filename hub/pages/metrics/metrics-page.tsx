import '../../parts/layout.css';
import './metrics.css';
import { useMemo, useState } from 'react';
import { useHub } from '../../hub-context.ts';
import { ChoiceField } from '../../parts/field.tsx';
import { Loading } from '../../parts/loading.tsx';
import { ProblemList } from '../../parts/problem-list.tsx';
import { useLoad } from '../../parts/use-load.ts';
import { KNOWN, RUNS_AT_ONCE } from '../audits/use-audits.ts';
import { type listComponents, nameComponents } from '../releases/component-key.ts';
import { lastDays } from './figures.ts';
import { loadMetrics } from './load-metrics.ts';
import { MetricsView } from './metrics-view.tsx';

const WHAT = 'the releases and reviews of this project';
const PERIODS = ['7', '30', '90', '365'];
const USUAL = '90';

/** How often, how fast and how safely this project releases, and what its reviews cost. */
export default function MetricsPage() {
  const { host, rest, route, setFilter } = useHub();
  const [read, setRead] = useState('');
  const days = PERIODS.find((one) => one === route.filters['days']) ?? USUAL;
  const filter = route.filters['component'] ?? '';
  // A period ends with its day: the same one all day long.
  const period = useMemo(() => lastDays(Number(days), Date.now()), [days]);
  const found = useLoad({ key: `${days} ${filter}`, what: WHAT }, (signal) =>
    loadMetrics(
      { rest, host, known: KNOWN, signal },
      {
        ...{ component: filter, since: period.from, runs: RUNS_AT_ONCE },
        told: (done, of) => setRead(`: ${done} of ${of} releases`),
      },
    ),
  );
  const { value } = found;
  return (
    <>
      <ProblemList
        problems={[...(found.problem ? [found.problem] : []), ...(value?.problems ?? [])]}
        retry={found.reload}
      />
      <div className="slipway-fields">
        <ChoiceField
          label="Period"
          value={days}
          onChange={(next) => setFilter('days', next)}
          choices={PERIODS.map((one) => ({ value: one, name: `the last ${one} days` }))}
        />
        <ChoiceField
          label="Component"
          value={filter}
          onChange={(next) => setFilter('component', next)}
          choices={[{ value: '', name: 'All' }, ...nameChoices(value?.components ?? [])]}
        />
      </div>
      {value === undefined && found.loading && <Loading what={`${WHAT}${read}`} />}
      {value !== undefined && (
        <MetricsView releases={value.measured} reviews={value.reviews} audits={value.audits} period={period} />
      )}
    </>
  );
}

function nameChoices(all: ReturnType<typeof listComponents>) {
  const names = nameComponents(all);
  return all.map(({ key }) => ({ value: key, name: names.get(key) ?? key }));
}
