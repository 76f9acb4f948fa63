import { useState } from 'react';
import type { Repository } from '../../data/ledger.ts';
import type { ProjectAddress } from '../../data/web-links.ts';
import { useHub } from '../../hub-context.ts';
import { Loading } from '../../parts/loading.tsx';
import { ProblemCard } from '../../parts/problem-card.tsx';
import { useLoad } from '../../parts/use-load.ts';
import type { ReleaseDocument, StagingDocument } from '../../../src/release/ledger/ledger-documents.ts';
import { loadRuns } from './load-runs.ts';
import { RunSection } from './run-section.tsx';

const EVERY_MS = 20_000;
const AT_FIRST = 2;

/** The runs that made a release, or are at it. */
export function RunsSection({
  document,
  repository,
  place,
}: {
  readonly document: ReleaseDocument | StagingDocument;
  readonly repository: Repository;
  readonly place: ProjectAddress;
}) {
  const { rest } = useHub();
  const [all, setAll] = useState(false);
  const { component, version, state } = document;
  const key = JSON.stringify([repository.id, component, version, state]);
  const loaded = useLoad({ key, what: 'the runs of this release', everyMs: EVERY_MS }, (signal) =>
    loadRuns({ rest, project: place.project, repositoryId: repository.id, signal }, document),
  );
  const runs = loaded.value ?? [];
  const shown = all ? runs : runs.slice(0, AT_FIRST);
  return (
    <section className="slipway-section" aria-labelledby="runs">
      <h2 id="runs">Runs, stages and gates</h2>
      {loaded.problem && <ProblemCard problem={loaded.problem} retry={loaded.reload} />}
      {loaded.value === undefined && loaded.loading && <Loading what="the runs of this release" />}
      {loaded.value?.length === 0 && (
        <p className="slipway-quiet">
          {state === 'staging' ? 'No run is at it.' : 'Its runs were deleted, or it was imported.'}
        </p>
      )}
      {shown.map((run) => (
        <RunSection key={run.id} run={run} repository={repository} place={place} />
      ))}
      {shown.length < runs.length && (
        <button type="button" className="slipway-more" onClick={() => setAll(true)}>
          Show all {runs.length} runs
        </button>
      )}
    </section>
  );
}
