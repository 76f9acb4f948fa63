import { HubLink } from '../../parts/link.tsx';
import { Loading } from '../../parts/loading.tsx';
import { ProblemList } from '../../parts/problem-list.tsx';
import { State } from '../../parts/state.tsx';
import { When } from '../../parts/when.tsx';
import { countCommits, countTickets, tellStatus } from '../audits/tell-class.ts';
import { useReleaseAudits } from '../audits/use-audits.ts';

/** What audits said of a release, each a link to its rows. */
export function AuditsSection({ component, version }: { readonly component: string; readonly version: string }) {
  const { value, problem, loading, reload } = useReleaseAudits(component, version);
  const problems = [...(problem ? [problem] : []), ...(value?.problems ?? [])];
  return (
    <section className="slipway-section" aria-labelledby="audits">
      <h2 id="audits">Audits</h2>
      <ProblemList problems={problems} retry={reload} />
      {value === undefined && loading && <Loading what="the audits of this release" />}
      {value?.audits.length === 0 && problems.length === 0 && <p className="slipway-quiet">It was not audited.</p>}
      <ul className="slipway-reasons">
        {value?.audits.map(({ run, name, head }) => (
          <li key={`${run}/${name}`}>
            <State {...tellStatus(head.status)} />,{' '}
            <HubLink to={{ page: 'audits', item: [`${run}`, name], filters: {} }}>
              audited <When at={head.auditedAt} />
            </HubLink>
            : tickets: {countTickets(head.classes)}; commits: {countCommits(head.classes)}
          </li>
        ))}
      </ul>
    </section>
  );
}
