import { readPlaces } from '../../data/approval-places.ts';
import { readKnownRuns } from '../../data/approval-runs.ts';
import { useHub } from '../../hub-context.ts';
import { findApproval } from '../../host/approvals.ts';
import { HubProblem } from '../../host/hub-problem.ts';
import { HubLink } from '../../parts/link.tsx';
import { Loading } from '../../parts/loading.tsx';
import { ProblemCard } from '../../parts/problem-card.tsx';
import { useLoad } from '../../parts/use-load.ts';
import { Told } from '../../parts/told.tsx';
import { ApprovalCard } from './approval-card.tsx';
import { DecideDialog } from './decide-dialog.tsx';
import { nameReleased } from './name-released.ts';
import type { ApprovalRow } from './plan-approvals.ts';
import { readLedgersOf } from './read-released.ts';
import { useDecision } from './use-decision.ts';
import { POLL_MS } from './use-waiting.ts';

/** One approval by its id, whether it waits or has ended: what a link leads to. */
export function OneApproval({ id }: { readonly id: string }) {
  const row = useApproval(id);
  const desk = useDecision(row.reload);
  return (
    <>
      <p>
        <HubLink to={{ page: 'approvals', item: [], filters: {} }}>All approvals</HubLink>
      </p>
      <Told words={desk.told} />
      {row.problem && <ProblemCard problem={row.problem} retry={row.reload} />}
      {row.value === undefined && !row.problem && <Loading what="this approval" />}
      {row.value && (
        <section className="slipway-approval" data-approval={row.value.approval.id}>
          <ApprovalCard row={row.value} begin={desk.begin} />
        </section>
      )}
      {desk.open && (
        <DecideDialog open={desk.open} row={row.value ?? desk.open.row} submit={desk.submit} cancel={desk.cancel} />
      )}
    </>
  );
}

function useApproval(id: string) {
  const { host, rest } = useHub();
  const project = host.project.name;
  return useLoad({ key: id, what: 'this approval', everyMs: POLL_MS }, async (signal): Promise<ApprovalRow> => {
    const approval = await findApproval(rest, { project, signal }, id);
    if (approval === undefined) throw new HubProblem('this approval', { kind: 'missing', detail: '' });
    const runId = approval.run?.id;
    const shared = { approval, isMine: approval.mayDecide, junk: undefined };
    if (runId === undefined) return { ...shared, run: undefined, place: undefined, release: undefined };
    const timeouts = new Map<number, Promise<number | undefined>>();
    const [runs, places] = await Promise.all([
      readKnownRuns(rest, { project, signal }, [runId]).catch(() => undefined),
      readPlaces(rest, { project, runId, approvalIds: [approval.id], signal, timeouts }).catch(() => undefined),
    ]);
    signal.throwIfAborted();
    const found = runs?.get(runId);
    const run = found === 'gone' ? undefined : found;
    const ledgers = run ? await readLedgersOf(rest, { project, signal }, [run.repositoryId].filter(Boolean)) : [];
    const release = run && nameReleased([run], ledgers).get(runId);
    return { ...shared, run, release, place: places?.get(approval.id) };
  });
}
