import { listLedgers } from '../../data/ledger.ts';
import { useHub } from '../../hub-context.ts';
import { Loading } from '../../parts/loading.tsx';
import { ProblemCard } from '../../parts/problem-card.tsx';
import { useLoad } from '../../parts/use-load.ts';

const WHAT = 'the releases of this project';

export default function ReleasesPage() {
  const { host, rest } = useHub();
  const project = host.project.name;
  const ledgers = useLoad({ key: project, what: WHAT }, (signal) => listLedgers(rest, { project, signal }));
  if (ledgers.problem) return <ProblemCard problem={ledgers.problem} retry={ledgers.reload} />;
  if (ledgers.value === undefined) return <Loading what={WHAT} />;
  return (
    <ul>
      {ledgers.value.flatMap(({ repository, index }) =>
        index.components.map(({ component }) => (
          <li key={`${repository.id} ${component}`} dir="auto">
            {component}
          </li>
        )),
      )}
    </ul>
  );
}
