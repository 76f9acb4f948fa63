import type { Repository } from '../../data/ledger.ts';
import { findTimeline, type Run } from '../../data/runs.ts';
import { findSlackMessage } from '../../data/slack-message.ts';
import { type ProjectAddress, runUrl } from '../../data/web-links.ts';
import { useHub } from '../../hub-context.ts';
import { OutLink } from '../../parts/link.tsx';
import { Loading } from '../../parts/loading.tsx';
import { ProblemCard } from '../../parts/problem-card.tsx';
import { State } from '../../parts/state.tsx';
import { tellResult } from '../../parts/tone.ts';
import { useLoad } from '../../parts/use-load.ts';
import { When } from '../../parts/when.tsx';
import { hasEnded } from './choose-runs.ts';
import { GatesList } from './gates-list.tsx';
import { listApprovalIds, listStages } from './stages.ts';
import { StagesTable } from './stages-table.tsx';

const EVERY_MS = 10_000;

/** One run of a release: its stages and, while it goes on, what it waits for. */
export function RunSection({
  run,
  repository,
  place,
}: {
  readonly run: Run;
  /** Whose ledger tells of it. */
  readonly repository: Repository;
  readonly place: ProjectAddress;
}) {
  const { rest } = useHub();
  const often = hasEnded(run) ? {} : { everyMs: EVERY_MS };
  const what = `the stages of run ${run.number}`;
  const loaded = useLoad({ key: `${run.id} ${run.status}`, what, ...often }, (signal) =>
    findTimeline(rest, { project: place.project, signal }, run.id),
  );
  const records = loaded.value;
  return (
    <section className="slipway-section" aria-label={`Run ${run.number}`}>
      <h3 className="slipway-card-title">
        <OutLink href={runUrl(place, run.id)}>
          {run.pipeline.name} {run.number}
        </OutLink>
        <State {...tellResult(hasEnded(run) ? (run.result ?? 'unknown') : undefined)} />
      </h3>
      <p className="slipway-quiet">
        Asked for by <bdi>{run.requestedFor}</bdi>, <When at={run.queuedAt} />
        <SlackLink run={run} repository={repository} place={place} />
      </p>
      {loaded.problem && <ProblemCard problem={loaded.problem} retry={loaded.reload} />}
      {records === undefined && loaded.loading && <Loading what={what} />}
      {records === undefined && !loaded.loading && !loaded.problem && <p>The run was deleted.</p>}
      {records && <StagesTable rows={listStages(records)} />}
      {records && <GatesList run={run} ids={listApprovalIds(records)} place={place} />}
    </section>
  );
}

/** Nothing where there is no message, or where the ledger may not be read: the page says that elsewhere. */
function SlackLink({ run, repository, place }: Parameters<typeof RunSection>[0]) {
  const { rest } = useHub();
  const { value } = useLoad({ key: `${run.id}`, what: 'the Slack message' }, (signal) =>
    findSlackMessage(rest, { project: place.project, repository, signal }, run.id),
  );
  if (value === undefined) return null;
  return (
    <>
      {'; '}
      <OutLink href={value}>in Slack</OutLink>
    </>
  );
}
