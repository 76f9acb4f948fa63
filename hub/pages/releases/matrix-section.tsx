import { memo, useMemo } from 'react';
import type { Rest } from '../../host/rest.ts';
import { ProblemList } from '../../parts/problem-list.tsx';
import { useLoad } from '../../parts/use-load.ts';
import type { ProjectAddress } from '../../data/web-links.ts';
import type { ListedComponent } from './component-key.ts';
import { describeMatrix } from './describe-matrix.ts';
import { loadMatrix } from './load-matrix.ts';
import { listNoted, planMatrix } from './matrix.ts';
import { MatrixTable } from './matrix-table.tsx';

const EVERY_MS = 60_000;

/** Does not hear of the route: what is typed into the search does not draw it anew. */
export const MatrixSection = memo(function MatrixSection({
  rest,
  components,
  names,
  place,
}: {
  readonly rest: Rest;
  readonly components: readonly ListedComponent[];
  readonly names: ReadonlyMap<string, string>;
  readonly place: ProjectAddress;
}) {
  const key = components.map((one) => one.key).join('\n');
  const loaded = useLoad({ key, what: 'what is deployed', everyMs: EVERY_MS }, (signal) =>
    loadMatrix({ rest, project: place.project, signal }, components),
  );
  // What the ledger notes is there at once: rows that grow when the rest comes would push away what is read.
  const noted = useMemo(
    () => planMatrix({ components, records: [], runs: [], noted: listNoted(components, [], undefined) }),
    [components],
  );
  const problems = [...(loaded.problem ? [loaded.problem] : []), ...(loaded.value?.problems ?? [])];
  return (
    <section className="slipway-section" aria-labelledby="versions">
      <h2 id="versions">Versions</h2>
      <ProblemList problems={problems} retry={loaded.reload} />
      <MatrixTable components={components} names={names} matrix={loaded.value?.matrix ?? noted} place={place} />
      <p role="status" className="slipway-quiet">
        {loaded.value === undefined ? loaded.loading && 'Reading what is deployed…' : describeMatrix(loaded.value)}
      </p>
    </section>
  );
});
