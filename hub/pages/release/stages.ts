import type { TimelineRecord } from '../../data/runs.ts';
import { tellResult, type Told } from '../../parts/tone.ts';

/** A stage of a run. */
export interface StageRow {
  readonly id: string;
  readonly name: string;
  readonly state: Told;
  /** UTC; undefined while it has not begun. */
  readonly startedAt: string | undefined;
  /** Milliseconds; undefined while it has not ended. */
  readonly duration: number | undefined;
  /** Greater than 1 for a stage that was run again. */
  readonly attempt: number;
  /** What it failed with. */
  readonly errors: readonly string[];
}

const MOST_ERRORS = 3;
const MAX_DEPTH = 8;

/** The stages of a run in their order. */
export function listStages(records: readonly TimelineRecord[]): readonly StageRow[] {
  const stages = records.filter(({ type }) => type === 'Stage');
  return stages
    .toSorted((one, other) => (one.order ?? 0) - (other.order ?? 0))
    .map((stage) => ({
      id: stage.id,
      name: stage.name ?? 'Stage',
      state: tellState(stage, records),
      startedAt: stage.startTime ?? undefined,
      duration: durationOf(stage),
      attempt: stage.attempt ?? 1,
      errors: stage.result === 'failed' ? errorsBelow(stage, records) : [],
    }));
}

/** The ids of a run's approvals: an approval's record has the id that it is decided under. */
export const listApprovalIds = (records: readonly TimelineRecord[]): readonly string[] =>
  records.filter(({ type }) => type === 'Checkpoint.Approval').map(({ id }) => id.toLowerCase());

function tellState(stage: TimelineRecord, records: readonly TimelineRecord[]): Told {
  if (stage.state === 'completed') return tellResult(stage.result ?? 'unknown');
  if (stage.state === 'inProgress') return tellResult(undefined);
  const checkpoint = records.find(({ type, parentId }) => type === 'Checkpoint' && parentId === stage.id);
  if (checkpoint?.state !== 'inProgress') return { tone: 'quiet', words: 'Not begun' };
  const asks = records.some(
    ({ type, parentId, state }) =>
      type === 'Checkpoint.Approval' && parentId === checkpoint.id && state === 'inProgress',
  );
  return { tone: 'busy', words: asks ? 'Waits for approval' : 'Waits for its checks' };
}

function durationOf({ startTime, finishTime }: TimelineRecord): number | undefined {
  const duration = Date.parse(finishTime ?? '') - Date.parse(startTime ?? '');
  return Number.isFinite(duration) && duration >= 0 ? duration : undefined;
}

function errorsBelow(stage: TimelineRecord, records: readonly TimelineRecord[]): readonly string[] {
  const known = new Map(records.map((record) => [record.id, record]));
  const isBelow = (record: TimelineRecord): boolean => {
    let at: TimelineRecord | undefined = record;
    for (let depth = 0; at !== undefined && depth < MAX_DEPTH; depth += 1) {
      if (at.id === stage.id) return true;
      at = known.get(at.parentId ?? '');
    }
    return false;
  };
  const messages = records
    .filter(isBelow)
    .flatMap(({ issues }) =>
      (issues ?? []).flatMap(({ type, message }) => (type === 'error' && message ? [message] : [])),
    );
  return [...new Set(messages)].slice(0, MOST_ERRORS);
}

/** "2 h 5 min", "3 min 4 s", "below a second". */
export function sayDuration(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  if (seconds < 1) return 'below a second';
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${seconds % 60} s`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h ${minutes % 60} min` : `${Math.floor(hours / 24)} d ${hours % 24} h`;
}
