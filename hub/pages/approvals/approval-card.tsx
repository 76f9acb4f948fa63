import type { ReactNode } from 'react';
import { runUrl } from '../../data/web-links.ts';
import { useHub } from '../../hub-context.ts';
import { HubLink, OutLink } from '../../parts/link.tsx';
import { When } from '../../parts/when.tsx';
import { Words } from '../../parts/words.tsx';
import { cutName } from './cut-name.ts';
import { describeNeeded, describeStep, labelOf, pipelineOf, type StepWords, whyNot } from './describe-approval.ts';
import { describeEnd, hasEnded } from './judge-decision.ts';
import { type ApprovalRow, deadlineOf, tellUnknownDeadline } from './plan-approvals.ts';
import { ReleasedWords } from './released-words.tsx';
import type { DecisionDesk } from './use-decision.ts';
import { headingIdOf } from './use-kept-focus.ts';

/** An approval with what a decision needs, and the buttons that make it. */
export function ApprovalCard({ row, begin }: { readonly row: ApprovalRow; readonly begin: DecisionDesk['begin'] }) {
  const { approval, place } = row;
  const { id, instructions } = approval;
  const stage = place === undefined ? 'Stage…' : (place.stage ?? 'A stage');
  return (
    <>
      <h2 className="slipway-approval-title">
        <HubLink to={{ page: 'approvals', item: [id], filters: {} }} id={headingIdOf(id)}>
          <bdi>{cutName(stage)}</bdi>
          <span className="slipway-hidden">{hiddenName(row)}</span>
        </HubLink>
        <Environments row={row} />
      </h2>
      <RunLine row={row} />
      <Times row={row} />
      <Approvers row={row} />
      {instructions !== '' && (
        <div className="slipway-instructions">
          <Words text={instructions} />
        </div>
      )}
      <Actions row={row} begin={begin} />
    </>
  );
}

/** Many stages have the same name: their runs tell them apart. */
const hiddenName = ({ approval }: ApprovalRow): string =>
  ` of ${cutName(approval.pipeline)} ${cutName(approval.run?.name ?? '')}`;

function Environments({ row: { place } }: { readonly row: ApprovalRow }) {
  const names = place?.environments ?? [];
  if (names.length === 0) return null;
  return (
    <span className="slipway-quiet">
      {' on '}
      {names.map(({ id, name }, index) => (
        <span key={id} title={name}>
          {index > 0 && ', '}
          <bdi>{cutName(name)}</bdi>
        </span>
      ))}
    </span>
  );
}

function RunLine({ row }: { readonly row: ApprovalRow }) {
  const { approval } = row;
  const page = useRunPage(approval.run?.id);
  const pipeline = pipelineOf(row);
  return (
    <p className="slipway-approval-line">
      <OutLink href={page}>
        <span title={pipeline}>{cutName(pipeline)}</span> {cutName(approval.run?.name ?? 'run not told')}
      </OutLink>
      <ReleasedWords row={row} />
    </p>
  );
}

const Fact = ({ children }: { readonly children: ReactNode }) => <span className="slipway-fact">{children}</span>;

function Times({ row: { approval, run, place } }: { readonly row: ApprovalRow }) {
  const deadline = deadlineOf(approval, place);
  return (
    <p className="slipway-approval-line slipway-quiet">
      <span>
        Asked <When at={approval.createdAt} />
        {run !== undefined && run.requestedFor !== '' && (
          <>
            {' for '}
            <bdi>{cutName(run.requestedFor)}</bdi>
          </>
        )}
      </span>
      {!hasEnded(approval) && (
        <Fact>{deadline === undefined ? tellUnknownDeadline(place) : <>times out {<When at={deadline} />}</>}</Fact>
      )}
    </p>
  );
}

/** More names than that open when asked. */
const MOST_STEPS = 6;

function Approvers({ row: { approval } }: { readonly row: ApprovalRow }) {
  const words = approval.steps.map(describeStep);
  const more = words.slice(MOST_STEPS);
  return (
    <div className="slipway-approvers">
      <span>{describeNeeded(approval)}:</span>
      <Steps words={words.slice(0, MOST_STEPS)} />
      {more.length > 0 && (
        <details>
          <summary>{more.length} more</summary>
          <Steps words={more} />
        </details>
      )}
    </div>
  );
}

const Steps = ({ words }: { readonly words: readonly StepWords[] }) => (
  <ul>
    {words.map((one, index) => (
      <li key={`${one.name} ${index}`}>
        <Step words={one} />
      </li>
    ))}
  </ul>
);

function Step({ words: { name, isGroup, state, by, at, until, comment } }: { readonly words: StepWords }) {
  return (
    <>
      <b dir="auto" title={name}>
        {cutName(name)}
      </b>
      {isGroup && ' (group)'} – {state}
      {by !== undefined && (
        <>
          {' by '}
          <bdi>{cutName(by)}</bdi>
        </>
      )}
      {until !== undefined && (
        <>
          {', from '}
          <When at={until} />
        </>
      )}
      {at !== undefined && (
        <>
          {' '}
          <When at={at} />
        </>
      )}
      {comment !== '' && (
        <div>
          <Words text={comment} />
        </div>
      )}
    </>
  );
}

function Actions({ row, begin }: { readonly row: ApprovalRow; readonly begin: DecisionDesk['begin'] }) {
  const { host } = useHub();
  const { approval } = row;
  const page = useRunPage(approval.run?.id);
  if (hasEnded(approval))
    return (
      <p className="slipway-instructions" dir="auto">
        {describeEnd(approval, { userId: host.user.id, now: Date.now() })}
      </p>
    );
  const reason = whyNot(approval, host.user.id);
  const label = labelOf(row);
  const whyId = `${headingIdOf(approval.id)}-why`;
  const described = reason === undefined ? {} : { disabled: true, 'aria-describedby': whyId };
  return (
    <div className="slipway-actions">
      <button
        type="button"
        className="slipway-button slipway-primary"
        aria-label={`Approve ${label}`}
        onClick={() => begin(row, 'approved')}
        {...described}
      >
        Approve
      </button>
      <button
        type="button"
        className="slipway-button"
        aria-label={`Reject ${label}`}
        onClick={() => begin(row, 'rejected')}
        {...described}
      >
        Reject
      </button>
      {reason === undefined ? (
        <OutLink href={page}>Defer in Azure DevOps</OutLink>
      ) : (
        <span id={whyId} className="slipway-quiet" dir="auto">
          {reason}
        </span>
      )}
    </div>
  );
}

/** Azure DevOps' own page of a run, where approvals can be deferred too. */
function useRunPage(runId: number | undefined): string | undefined {
  const { host } = useHub();
  if (runId === undefined) return undefined;
  return runUrl({ baseUrl: host.baseUrl, project: host.project.name }, runId);
}
