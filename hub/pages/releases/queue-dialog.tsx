import { type FormEvent, useState } from 'react';
import type { Pipeline } from '../../data/pipelines.ts';
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
import type { ListedComponent } from './component-key.ts';
import { PipelineChoice } from './pipeline-choice.tsx';
import { planQueue, type QueuePlan } from './plan-queue.ts';
import { Reasons } from './reasons.tsx';
import { describeStaging } from './staging-facts.ts';
import type { QueueDesk } from './use-queue.ts';

interface QueueDialogProps {
  readonly staging: LoadedStaging;
  readonly place: ProjectAddress;
  readonly desk: QueueDesk;
}

/** Shows what would be released and what would be queued, and queues it. */
export function QueueDialog({ staging, place, desk }: QueueDialogProps) {
  const { document } = staging;
  const [pipeline, choose] = useState(staging.pipeline);
  const { plan, ...loaded } = usePlan(staging.component, pipeline);
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (pipeline && plan?.kind === 'ready') void desk.submit(pipeline, plan.parameters);
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
        <PipelineChoice staging={staging} pipeline={pipeline} choose={choose} />
        {loaded.problem && <ProblemCard problem={loaded.problem} retry={loaded.reload} />}
        {pipeline && loaded.loading && <Loading what={`the pipeline ${pipeline.name}`} />}
        {pipeline && plan && <Plan plan={plan} component={document.component} pipeline={pipeline} place={place} />}
        <Trouble of={desk} />
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

/** What queueing a pipeline would do; nothing while none is chosen, or while that cannot be told. */
function usePlan(component: ListedComponent, pipeline: Pipeline | undefined) {
  const { host, rest } = useHub();
  const what = `the pipeline ${pipeline?.name ?? ''}`;
  const loaded = useLoad({ key: `${component.key} ${pipeline?.id ?? ''}`, what }, (signal) =>
    pipeline === undefined
      ? Promise.resolve(undefined)
      : planQueue(rest, { project: host.project.name, signal }, { component, pipeline }),
  );
  return { ...loaded, plan: loaded.problem ? undefined : loaded.value };
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

const Trouble = ({ of: { trouble } }: { readonly of: QueueDesk }) =>
  trouble && (
    <p role="alert" className="slipway-told slipway-told-error" dir="auto">
      {trouble.text}
    </p>
  );

interface PlanProps {
  readonly plan: QueuePlan;
  readonly component: string;
  readonly pipeline: Pipeline;
  readonly place: ProjectAddress;
}

function Plan({ plan, component, pipeline, place }: PlanProps) {
  const link = (
    <OutLink href={pipelineUrl(place, pipeline.id)}>
      <bdi>{pipeline.name}</bdi>
    </OutLink>
  );
  if (plan.kind === 'other')
    return (
      <p role="alert">
        The pipeline {link} does not release <bdi>{component}</bdi>: its YAML opens{' '}
        {plan.components.length === 0 ? (
          'no release with StageRelease'
        ) : (
          <>
            releases of <bdi>{plan.components.join(', ').slice(0, 300)}</bdi>
          </>
        )}
        . No run is queued.
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
