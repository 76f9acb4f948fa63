import { HubProblem } from '../../host/hub-problem.ts';
import { useHub } from '../../hub-context.ts';
import { ChangeList } from '../../parts/change-list.tsx';
import { HubLink } from '../../parts/link.tsx';
import { Loading } from '../../parts/loading.tsx';
import { ProblemCard } from '../../parts/problem-card.tsx';
import { useLoad } from '../../parts/use-load.ts';
import { loadRelease } from '../release/load-release.ts';
import { count } from '../releases/staging-facts.ts';
import { AuthorsTable } from './authors-table.tsx';
import { compareReleases, isSame } from './compare-releases.ts';
import { parseVersion } from './list-versions.ts';
import { TicketDifferences } from './ticket-differences.tsx';

type Side = Extract<Awaited<ReturnType<typeof loadRelease>>, { readonly kind: 'released' | 'staged' }>;

/** What two releases have of each other; both are named as in the address. */
export function BothReleases({ left, right }: { readonly left: string; readonly right: string }) {
  const { host, rest } = useHub();
  const project = host.project.name;
  const found = useLoad({ key: JSON.stringify([left, right]), what: 'the two releases' }, (signal) => {
    const load = async (value: string): Promise<Side> => {
      const address = parseVersion(value);
      const side = address && (await loadRelease({ rest, project, signal }, address));
      if (side === undefined || side.kind === 'none') throw new HubProblem(value, { kind: 'missing', detail: '' });
      return side;
    };
    return Promise.all([load(left), load(right)]);
  });
  if (found.problem) return <ProblemCard problem={found.problem} retry={found.reload} />;
  if (found.value === undefined) return <Loading what="the two releases" />;
  return <Differences sides={found.value} />;
}

function Differences({ sides: [left, right] }: { readonly sides: readonly [Side, Side] }) {
  const comparison = compareReleases(left.document, right.document);
  const { onlyLeft, onlyRight, both, tickets, authors } = comparison;
  if (isSame(comparison)) return <p role="status">There is no difference: the same changes, every ticket as it was.</p>;
  return (
    <>
      <p role="status">
        {count(onlyLeft.length, 'change')} only left, {onlyRight.length} only right, {both.length} in both.
      </p>
      <div className="slipway-sides">
        <section aria-labelledby="left">
          <h2 id="left">
            Only in <Name side={left} />
          </h2>
          <Changes side={left} changes={onlyLeft} />
        </section>
        <section aria-labelledby="right">
          <h2 id="right">
            Only in <Name side={right} />
          </h2>
          <Changes side={right} changes={onlyRight} />
        </section>
      </div>
      <h2>Tickets</h2>
      <TicketDifferences tickets={tickets} />
      <h2>Authors</h2>
      <AuthorsTable authors={authors} />
    </>
  );
}

const Changes = ({ side, changes }: { readonly side: Side; readonly changes: Side['document']['changes'] }) =>
  changes.length === 0 ? <p>Nothing.</p> : <ChangeList changes={changes} repository={side.repository} />;

const Name = ({ side: { repository, document } }: { readonly side: Side }) => (
  <HubLink to={{ page: 'release', item: [repository.id, document.component, document.version], filters: {} }}>
    <bdi>
      {document.component} {document.version}
    </bdi>
  </HubLink>
);
