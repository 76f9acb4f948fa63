import '../../parts/layout.css';
import './metrics.css';
import { useMemo, useState } from 'react';
import { attempt } from '../../data/attempt.ts';
import { type FoundAudits, readAudits } from '../../data/audits.ts';
import { readLedgers } from '../../data/read-ledgers.ts';
import { readMeasured } from '../../data/measured.ts';
import { readReviews } from '../../data/reviews.ts';
import { useHub } from '../../hub-context.ts';
import type { HubProblem } from '../../host/hub-problem.ts';
import { ChoiceField } from '../../parts/field.tsx';
import { Loading } from '../../parts/loading.tsx';
import { ProblemList } from '../../parts/problem-list.tsx';
import { useLoad } from '../../parts/use-load.ts';
import { KNOWN, RUNS_AT_ONCE } from '../audits/use-audits.ts';
import { chooseComponents, listComponents, nameComponents } from '../releases/component-key.ts';
import { lastDays } from './figures.ts';
import { MetricsView } from './metrics-view.tsx';

const NO_AUDITS: Pick<FoundAudits, 'audits' | 'problems'> = { audits: [], problems: [] };
const WHAT = 'the releases and reviews of this project';
const PERIODS = ['7', '30', '90', '365'];
const USUAL = '90';

/** How often, how fast and how safely this project releases, and what its reviews cost. */
export default function MetricsPage() {
  const { host, rest, route, setFilter } = useHub();
  const project = host.project.name;
  const [read, setRead] = useState('');
  const days = PERIODS.find((one) => one === route.filters['days']) ?? USUAL;
  const filter = route.filters['component'] ?? '';
  // A period ends with its day: the same one all day long.
  const period = useMemo(() => lastDays(Number(days), Date.now()), [days]);
  const found = useLoad({ key: `${days} ${filter}`, what: WHAT }, async (signal) => {
    const troubles: HubProblem[] = [];
    const audits = attempt(
      { problems: troubles, signal },
      { what: 'the audits of this project', instead: NO_AUDITS },
      () => readAudits({ rest, project, signal }, { most: RUNS_AT_ONCE, known: KNOWN }),
    );
    const [ledgers, reviews, audited] = await Promise.all([
      readLedgers({ rest, host }, { everywhere: false, signal }),
      readReviews({ rest, host }, { everywhere: false, signal }),
      audits,
    ]);
    const components = listComponents(ledgers.ledgers);
    const chosen = chooseComponents(components, filter);
    const measured = await readMeasured(
      rest,
      { project, signal },
      {
        ledgers: chosen.map(({ ledger, entry }) => ({
          repository: ledger.repository,
          index: { ...ledger.index, components: [entry] },
        })),
        since: period.from,
        told: (done, of) => setRead(`: ${done} of ${of} releases`),
      },
    );
    const problems: readonly HubProblem[] = [
      ...[...ledgers.problems, ...reviews.problems, ...measured.problems],
      ...[...troubles, ...audited.problems],
    ];
    return { components, measured, reviews: reviews.reviews, audits: audited.audits, problems };
  });
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
