import { useRef, useState } from 'react';
import { useHub } from '../../hub-context.ts';
import { type OutcomeWords, reasonOf } from '../../parts/outcome-words.ts';
import { type QueueOutcome, queueRelease } from './queue-release.ts';

type Queued = Extract<QueueOutcome, { readonly kind: 'queued' }>;

interface QueuedPipeline {
  readonly id: number;
  readonly name: string;
}

export interface QueueDesk {
  readonly isOpen: boolean;
  readonly isSending: boolean;
  /** Why the last try did not do. */
  readonly trouble: OutcomeWords | undefined;
  readonly queued: Queued | undefined;
  readonly open: () => void;
  readonly cancel: () => void;
  readonly submit: (pipeline: QueuedPipeline, parameters: Readonly<Record<string, string>>) => Promise<void>;
}

/** Queues runs of pipelines, one at a time; `onQueued` is called for each. */
export function useQueue(onQueued: () => void): QueueDesk {
  const { host, rest } = useHub();
  const [state, setState] = useState<Pick<QueueDesk, 'isOpen' | 'isSending' | 'trouble' | 'queued'>>({
    ...{ isOpen: false, isSending: false, trouble: undefined, queued: undefined },
  });
  // The state is a render late: a second click of a double click must see the first.
  const isBusy = useRef(false);
  /** Of a try whose answer was lost, also once the dialog was closed. */
  const known = useRef<{ readonly pipeline: number; readonly runs: ReadonlySet<number> }>();

  const submit: QueueDesk['submit'] = async (pipeline, parameters) => {
    if (isBusy.current) return;
    isBusy.current = true;
    setState((before) => ({ ...before, isSending: true, trouble: undefined }));
    const wanted = { project: host.project.name, userId: host.user.id, pipeline, parameters };
    const outcome = await queueRelease(
      rest,
      wanted,
      known.current?.pipeline === pipeline.id ? known.current.runs : undefined,
    );
    isBusy.current = false;
    known.current = outcome.kind === 'unknown' ? { pipeline: pipeline.id, runs: outcome.known } : undefined;
    const isQueued = outcome.kind === 'queued';
    setState({
      isOpen: !isQueued,
      isSending: false,
      trouble: isQueued ? undefined : describe(outcome),
      queued: isQueued ? outcome : undefined,
    });
    if (isQueued) onQueued();
  };

  return {
    ...state,
    open: () => setState({ isOpen: true, isSending: false, trouble: undefined, queued: undefined }),
    cancel: () => {
      if (!isBusy.current) setState((before) => ({ ...before, isOpen: false }));
    },
    submit,
  };
}

/** What was queued, for people. */
export function describeQueued({ run, twins }: Queued): OutcomeWords {
  if (twins.length === 0) return { tone: 'success', text: `Run ${run.number} is queued.` };
  const others = twins.map(({ number }) => number).join(', ');
  return {
    tone: 'warning',
    text: `Run ${run.number} is queued, and so is ${others}: one is enough, cancel the other.`,
  };
}

function describe({ kind, problem }: Exclude<QueueOutcome, Queued>): OutcomeWords {
  const reason = reasonOf(problem.problem, 'pipeline');
  return {
    tone: 'error',
    text:
      kind === 'notQueued'
        ? `No run was queued: ${reason}`
        : `It is not known whether a run was queued: ${reason} None is seen. The next try looks once more before it queues one.`,
  };
}
