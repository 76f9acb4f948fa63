import type { ProjectPlace } from '../pipelines/place.ts';
import { recordId } from '../pipelines/record-id.ts';
import { approvalProgress } from './check-progress.ts';
import { current, isPermitted } from './checkpoint.ts';
import type { CheckpointDocument, CheckRun } from './documents.ts';

/** A record of the timeline, as `build/builds/{id}/timeline` gives it. */
export interface CheckRecord {
  readonly id: string;
  readonly parentId: string;
  readonly type: string;
  readonly name: string;
  readonly identifier: string;
  readonly order: number;
  readonly state: 'pending' | 'inProgress' | 'completed';
  readonly result?: 'succeeded' | 'failed' | 'canceled' | 'skipped';
  readonly startTime?: string;
  readonly finishTime?: string;
  readonly attempt: number;
  readonly errorCount: number;
  readonly warningCount: number;
  readonly previousAttempts: readonly unknown[];
  readonly issues?: readonly {
    readonly type: 'error';
    readonly category: string;
    readonly message: string;
    readonly data: Readonly<Record<string, string>>;
  }[];
}

const RESULTS = {
  passed: 'succeeded',
  approved: 'succeeded',
  rejected: 'failed',
  failed: 'failed',
  timedOut: 'skipped',
  canceled: 'canceled',
} as const;

const TYPES = {
  approval: 'Checkpoint.Approval',
  rest: 'Checkpoint.TaskCheck',
  lock: 'Checkpoint.ExclusiveLock',
  template: 'Checkpoint.ExtendsCheck',
} as const;

interface Facts extends Pick<CheckRecord, 'id' | 'parentId' | 'type' | 'order'> {
  readonly status: keyof typeof RESULTS | 'waiting' | 'queued' | 'running';
  readonly start: string | undefined;
  readonly end: string | undefined;
  readonly message?: string | undefined;
}

/**
 * The records of a checkpoint below the record of its stage: one Checkpoint, and one for each check that has begun. That
 * of an approval has the id which it is decided under. None where there is nothing to check.
 */
export function timelineRecords(
  place: ProjectPlace,
  { id }: Pick<CheckpointDocument, 'id'>,
  stageRecordId: string,
): readonly CheckRecord[] {
  const checkpoint = current(place, { id });
  const { suiteId, state, openedAt, endedAt, checks } = checkpoint;
  const authorization = authorizationOf(place, checkpoint);
  if (checks.length === 0 && authorization.length === 0) return [];
  const whole: Facts = {
    id: suiteId,
    parentId: stageRecordId,
    type: 'Checkpoint',
    order: 1,
    status: state,
    start: openedAt,
    end: endedAt,
  };
  const begun = checks.filter(({ startedAt }) => startedAt !== undefined);
  const facts = [
    whole,
    ...authorization,
    ...begun.map((check, index) => factsOf(place, suiteId, { check, order: index + 1 })),
  ];
  return facts.map((one) => record(checkpoint, one));
}

function factsOf(
  { world }: ProjectPlace,
  suiteId: string,
  { check, order }: { readonly check: CheckRun; readonly order: number },
): Facts {
  const shared = { id: check.id, parentId: suiteId, type: TYPES[check.settings.kind], order, start: check.startedAt };
  const progress = approvalProgress(check, world.clock.now());
  if (!progress) return { ...shared, status: check.status, end: check.endedAt, message: check.message };
  const isOpen = progress.status === 'pending' || progress.status === 'deferred';
  return {
    ...shared,
    status: progress.status === 'pending' || progress.status === 'deferred' ? 'running' : progress.status,
    end: isOpen ? undefined : new Date(progress.end).toISOString(),
  };
}

/** Shown while a pipeline is not permitted to use an environment: "This pipeline needs permission". */
function authorizationOf(place: ProjectPlace, checkpoint: CheckpointDocument): readonly Facts[] {
  if (checkpoint.state !== 'waiting' || isPermitted(place, checkpoint)) return [];
  const { suiteId, openedAt } = checkpoint;
  const id = recordId(suiteId, 'Checkpoint.Authorization');
  return [
    {
      id,
      parentId: suiteId,
      type: 'Checkpoint.Authorization',
      order: 1,
      status: 'running',
      start: openedAt,
      end: undefined,
    },
  ];
}

function record({ stage, attempt }: CheckpointDocument, facts: Facts): CheckRecord {
  const { id, parentId, type, order, status, start, end, message } = facts;
  const isOpen = status === 'waiting' || status === 'queued' || status === 'running';
  const result = isOpen ? undefined : RESULTS[status];
  const hasIssue = message !== undefined && result !== 'succeeded' && result !== undefined;
  return {
    previousAttempts: [],
    id,
    parentId,
    type,
    name: type,
    identifier: `${stage}.${type}`,
    order,
    ...(start === undefined ? {} : { startTime: start }),
    ...(end === undefined ? {} : { finishTime: end }),
    state: isOpen ? 'inProgress' : 'completed',
    ...(result === undefined ? {} : { result }),
    attempt,
    errorCount: hasIssue ? 1 : 0,
    warningCount: 0,
    ...(hasIssue ? { issues: [{ type: 'error' as const, category: 'General', message, data: {} }] } : {}),
  };
}
