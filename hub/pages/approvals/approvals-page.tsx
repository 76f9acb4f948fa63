import '../../parts/choice.css';
import './approvals.css';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { useHub } from '../../hub-context.ts';
import type { Approval } from '../../host/approvals.ts';
import { SearchField } from '../../parts/field.tsx';
import { HubLink } from '../../parts/link.tsx';
import { Loading } from '../../parts/loading.tsx';
import { ProblemCard } from '../../parts/problem-card.tsx';
import { Told } from '../../parts/told.tsx';
import { ApprovalList } from './approval-list.tsx';
import { DecideDialog } from './decide-dialog.tsx';
import { hasEnded } from './judge-decision.ts';
import { NoApprovals } from './no-approvals.tsx';
import { OneApproval } from './one-approval.tsx';
import { type Choice, describeLeftOut, type ChosenApprovals, chooseRows, planRows } from './plan-approvals.ts';
import { useDecision } from './use-decision.ts';
import { useKeptFocus } from './use-kept-focus.ts';
import { usePlaces } from './use-places.ts';
import { useReleased } from './use-released.ts';
import { useRuns, useWaiting, type WaitingApprovals } from './use-waiting.ts';

export default function ApprovalsPage() {
  const { route, host } = useHub();
  const [id] = route.item;
  if (id !== undefined) return <OneApproval id={id} />;
  return <AllApprovals key={host.project.name} />;
}

function AllApprovals() {
  const { host } = useHub();
  const waiting = useWaiting();
  return (
    <>
      {waiting.problem && <ProblemCard problem={waiting.problem} retry={waiting.reload} />}
      {waiting.value === undefined ? (
        !waiting.problem && <Loading what={`the approvals of ${host.project.name}`} />
      ) : (
        <Approvals waiting={waiting.value} reload={waiting.reload} />
      )}
    </>
  );
}

/** What was read of an approval after the list. */
type Newer = ReadonlyMap<string, Approval>;

function Approvals({ waiting, reload }: { readonly waiting: WaitingApprovals; readonly reload: () => void }) {
  const { host, route } = useHub();
  const [newer, setNewer] = useState<Newer>(new Map());
  const [visible, setVisible] = useState<readonly Approval[]>([]);
  useEffect(() => setNewer(new Map()), [waiting]);
  const approvals = useMemo(
    () => waiting.approvals.map((one) => newer.get(one.id) ?? one).filter((one) => !hasEnded(one)),
    [waiting, newer],
  );
  const runs = useRuns(waiting);
  const places = usePlaces(visible, waiting);
  const released = useReleased(runs);
  const choice = useMemo(() => choiceOf(route.filters), [route]);
  const rows = useMemo(
    () => planRows({ approvals, runs, places, released, environments: waiting.environments, userId: host.user.id }),
    [approvals, runs, places, released, waiting, host],
  );
  const chosen = useMemo(() => chooseRows(rows, choice), [rows, choice]);
  const remember = useKeptFocus(chosen.rows);
  const onKnown = useCallback(
    (approval: Approval) => {
      setNewer((before) => new Map([...before, [approval.id, approval]]));
      reload();
    },
    [reload],
  );
  const desk = useDecision(onKnown);
  const { open, overtaken } = desk;
  const isOvertaken = open !== undefined && !waiting.approvals.some(({ id }) => id === open.row.approval.id);
  useEffect(() => {
    if (isOvertaken) void overtaken();
    // Looked at once for each list that was read.
  }, [isOvertaken, waiting]);
  return (
    <>
      <Told words={desk.told} />
      {waiting.runsProblem && <ProblemCard problem={waiting.runsProblem} retry={reload} />}
      <Filters chosen={chosen} choice={choice} isCut={waiting.isCut} />
      {chosen.rows.length === 0 ? (
        <NoApprovals show={choice.show} all={chosen.all} hasWords={choice.text !== ''} />
      ) : (
        <ApprovalList
          label={choice.show === 'mine' ? 'Waiting for you' : 'Everything that waits'}
          rows={chosen.rows}
          begin={desk.begin}
          onVisible={setVisible}
          onFocus={remember}
        />
      )}
      {open && (
        <DecideDialog
          key={open.row.approval.id}
          open={open}
          row={rows.find(({ approval }) => approval.id === open.row.approval.id) ?? open.row}
          submit={desk.submit}
          cancel={desk.cancel}
        />
      )}
    </>
  );
}

const choiceOf = (filters: Readonly<Record<string, string>>): Choice => ({
  show: filters['show'] === 'all' ? 'all' : 'mine',
  text: filters['text'] ?? '',
  withJunk: filters['leftOut'] === 'shown',
});

function Filters({
  chosen,
  choice,
  isCut,
}: {
  readonly chosen: ChosenApprovals;
  readonly choice: Choice;
  readonly isCut: boolean;
}) {
  const { route, setFilter } = useHub();
  const leftOut = describeLeftOut(chosen.leftOut);
  const link = (show: 'mine' | 'all') => ({ ...route, filters: { ...route.filters, show } });
  return (
    <div className="slipway-filters">
      <nav aria-label="Which approvals" className="slipway-choices">
        <HubLink to={link('mine')} className="slipway-choice" current={choice.show === 'mine'}>
          Waiting for me ({chosen.mine})
        </HubLink>
        <HubLink to={link('all')} className="slipway-choice" current={choice.show === 'all'}>
          Everything waiting ({chosen.all})
        </HubLink>
      </nav>
      <SearchField
        label="Filter"
        hint="Pipeline, stage, version"
        value={choice.text}
        onChange={(text) => setFilter('text', text)}
      />
      <p className="slipway-quiet">
        {isCut && 'There are more than 3,000: only these are shown. '}
        {leftOut}{' '}
        {leftOut !== undefined && (
          <HubLink to={{ ...route, filters: { ...route.filters, leftOut: choice.withJunk ? '' : 'shown' } }}>
            {choice.withJunk ? 'Hide them' : 'Show them'}
          </HubLink>
        )}
      </p>
    </div>
  );
}
