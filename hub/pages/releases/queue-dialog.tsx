import type { FormEvent } from 'react';
import { pipelineUrl, type ProjectAddress, runUrl } from '../../data/web-links.ts';
import { useHub } from '../../hub-context.ts';
import { ChangeList } from '../../parts/change-list.tsx';
import { OutLink } from '../../parts/link.tsx';
import { Loading } from '../../parts/loading.tsx';
import { Modal } from '../../parts/modal.tsx';
import { ProblemCard } from '../../parts/problem-card.tsx';
import { useLoad } from '../../parts/use-load.ts';
import { When } from '../../parts/when.tsx';
import { Words } from '../../parts/words.tsx';
import type { LoadedStaging } from './load-staging.ts';
import { planQueue, type QueuePlan } from './plan-queue.ts';
import { Reasons } from './reasons.tsx';
import { describeStaging } from './staging-facts.ts';
import type { QueueDesk } from './use-queue.ts';

interface QueueDialogProps {
  readonly staging: LoadedStaging & { readonly pipeline: NonNullable<LoadedStaging['pipeline']> };
  readonly place: ProjectAddress;
  readonly desk: QueueDesk;
}

/** Shows what would be released and what would be queued, and queues it. */
export function QueueDialog({ staging, place, desk }: QueueDialogProps) {
  const { rest } = useHub();
  const { component, document, pipeline } = staging;
  const what = `the pipeline ${pipeline.name}`;
  const loaded = useLoad({ key: `${component.key} ${pipeline.id}`, what }, (signal) =>
    planQueue(rest, { project: place.project, signal }, { component, pipeline }),
  );
  const plan = loaded.problem ? undefined : loaded.value;
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (plan?.kind === 'ready') void desk.submit(plan.parameters);
  };
  return (
    <Modal
      title={
        <>
          {document.state === 'opened' ? 'Go on with' : 'Create'} release{' '}
          <bdi>
            {document.component} {document.version}
          </bdi>
          ?
        </>
      }
      cancel={desk.cancel}
    >
      <form onSubmit={send}>
        <Released staging={staging} />
        {loaded.problem && <ProblemCard problem={loaded.problem} retry={loaded.reload} />}
        {plan === undefined && !loaded.problem && <Loading what={what} />}
        {plan && <Plan plan={plan} staging={staging} place={place} />}
        {desk.trouble !== undefined && (
          <p role="alert" className="slipway-told slipway-told-error" dir="auto">
            {desk.trouble.text}
          </p>
        )}
        <div className="slipway-actions">
          <button
            type="submit"
            className="slipway-button slipway-primary"
            aria-disabled={plan?.kind !== 'ready' || desk.isSending}
          >
            {wordOf(desk, plan)}
          </button>
          <button type="button" className="slipway-button" onClick={desk.cancel} aria-disabled={desk.isSending}>
            Cancel
          </button>
        </div>
      </form>
    </Modal>
  );
}

function wordOf({ isSending, trouble }: QueueDesk, plan: QueuePlan | undefined): string {
  if (isSending) return 'Queueing…';
  if (trouble !== undefined) return 'Try again';
  return plan?.kind === 'ready' && plan.underWay.length > 0 ? 'Queue another run' : 'Queue the run';
}

function Released({ staging: { component, document } }: Pick<QueueDialogProps, 'staging'>) {
  const { state, changes, notReady } = document;
  const { sentence } = describeStaging(document);
  return (
    <>
      {sentence !== undefined && (
        <p>
          <Words text={sentence} />
        </p>
      )}
      {state === 'staging' && notReady.length > 0 && (
        <>
          <p>It is not ready:</p>
          <Reasons reasons={notReady} />
        </>
      )}
      <details>
        <summary>Its changes</summary>
        <ChangeList changes={changes} repository={component.ledger.repository} />
      </details>
      {state === 'staging' && (
        <p className="slipway-quiet">
          What is merged before the run opens the release is part of it, and may raise the version.
        </p>
      )}
    </>
  );
}

function Plan({
  plan,
  staging: { document, pipeline },
  place,
}: { readonly plan: QueuePlan } & Pick<QueueDialogProps, 'staging' | 'place'>) {
  const link = (
    <OutLink href={pipelineUrl(place, pipeline.id)}>
      <bdi>{pipeline.name}</bdi>
    </OutLink>
  );
  if (plan.kind === 'other')
    return (
      <p role="alert">
        The pipeline {link} does not take <bdi>{document.component}</bdi> as its parameter component
        {plan.components.length > 0 && (
          <>
            : it releases <bdi>{plan.components.join(', ')}</bdi>
          </>
        )}
        . Run it by hand if it is the right one.
      </p>
    );
  return (
    <>
      <p>A run of the pipeline {link} is queued as you. What its gates ask waits among the approvals.</p>
      {plan.underWay.slice(0, 3).map(({ id, number, by, queuedAt }) => (
        <p key={id}>
          <b>Under way already:</b> <OutLink href={runUrl(place, id)}>run {number}</OutLink> of <bdi>{by.name}</bdi>,
          queued <When at={queuedAt} />.
        </p>
      ))}
    </>
  );
}
