import type { ApprovalProgress } from './decide-approval.ts';
import type { IssueScript } from './documents.ts';
import type { BuildPlace } from './place.ts';
import type { StageProgress } from './progress.ts';
import { recordId } from './record-id.ts';

interface Span {
  readonly state: 'pending' | 'inProgress' | 'completed';
  readonly result?: string;
  readonly start?: number;
  readonly end?: number;
}

const iso = (time: number) => new Date(time).toISOString();

const APPROVAL_RESULTS = { approved: 'succeeded', rejected: 'failed', timedOut: 'skipped', canceled: 'canceled' };

function spanOfApproval(progress: ApprovalProgress): Span {
  const { status, start, end } = progress;
  if (status === 'pending' || status === 'deferred') return { state: 'inProgress', start };
  return { state: 'completed', result: APPROVAL_RESULTS[status], start, end };
}

/** The id of the approval that a stage of a run waits for, which is also that of its record. */
export const approvalId = ({ organisation, build }: BuildPlace, stage: string) =>
  recordId(organisation.document.id, build.id, stage, 'Checkpoint.Approval');

/** The records of a run's timeline: what has not been reached has no children yet. */
export function timelineRecords(place: BuildPlace, stages: readonly StageProgress[]) {
  return stages.flatMap((stage, index) => stageRecords(place, stage, index + 1));
}

function stageRecords(place: BuildPlace, stage: StageProgress, order: number) {
  const { script, approval } = stage;
  const { name } = script;
  const id = (kind: string) => recordId(place.organisation.document.id, place.build.id, name, kind);
  const shared = { issues: [] as readonly IssueScript[], order: 1 };
  const checkpoint = approval && [
    record(
      {
        ...shared,
        id: id('Checkpoint'),
        parentId: id('Stage'),
        type: 'Checkpoint',
        name: 'Checkpoint',
        identifier: `${name}.Checkpoint`,
      },
      spanOfApproval(approval),
    ),
    record(
      {
        ...shared,
        id: approvalId(place, name),
        parentId: id('Checkpoint'),
        type: 'Checkpoint.Approval',
        name: 'Checkpoint.Approval',
        identifier: `${name}.Checkpoint.Approval`,
      },
      spanOfApproval(approval),
    ),
  ];
  const children =
    stage.start === undefined
      ? []
      : [
          record(
            {
              ...shared,
              id: id('Phase'),
              parentId: id('Stage'),
              type: 'Phase',
              name: 'Job',
              identifier: `${name}.Job`,
            },
            stage,
          ),
          record(
            {
              ...shared,
              id: id('Job'),
              parentId: id('Phase'),
              type: 'Job',
              name: 'Job',
              identifier: `${name}.Job.__default`,
            },
            stage,
          ),
          record(
            {
              ...shared,
              id: id('Task'),
              parentId: id('Job'),
              type: 'Task',
              name,
              identifier: `${name}.Job.__default.task`,
              issues: stage.state === 'completed' ? (script.issues ?? []) : [],
            },
            stage,
          ),
        ];
  return [
    record({ ...shared, id: id('Stage'), type: 'Stage', name, identifier: name, order }, stage),
    ...(checkpoint ?? []),
    ...children,
  ];
}

interface Facts {
  readonly id: string;
  readonly parentId?: string;
  readonly type: string;
  readonly name: string;
  readonly identifier: string;
  readonly order: number;
  readonly issues: readonly IssueScript[];
}

function record(facts: Facts, span: Span) {
  const { issues, parentId, ...named } = facts;
  const count = (type: string) => issues.filter((issue) => issue.type === type).length;
  return {
    previousAttempts: [],
    ...named,
    ...(parentId === undefined ? {} : { parentId }),
    ...(span.start === undefined ? {} : { startTime: iso(span.start) }),
    ...(span.end === undefined ? {} : { finishTime: iso(span.end) }),
    state: span.state,
    ...(span.result === undefined ? {} : { result: span.result }),
    attempt: 1,
    errorCount: count('error'),
    warningCount: count('warning'),
    ...(issues.length === 0 ? {} : { issues: issues.map((issue) => ({ ...issue, category: 'General', data: {} })) }),
  };
}
