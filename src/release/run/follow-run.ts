import { SlipwayError } from '../../errors.ts';
import type { Log } from '../../log.ts';
import { type PollEnd, pollUntil } from '../../poll-until.ts';
import type { PipelineRun, RunHost, TimelineRecord } from './ports.ts';
import { describeStages, findWaiting } from './timeline.ts';

/** An approval that a run waits for, with those who may give it. */
export interface PendingApproval {
  readonly id: string;
  readonly stage: string;
  /** Names; empty when they could not be read. */
  readonly approvers: readonly string[];
}

/** A run as it was seen at one moment. */
export interface Look {
  readonly run: PipelineRun;
  readonly records: readonly TimelineRecord[];
  readonly pending: readonly PendingApproval[];
}

export interface Following {
  readonly host: RunHost;
  readonly log: Log;
  readonly pause: (ms: number) => Promise<void>;
  readonly now: () => number;
  /** Milliseconds since 1970. */
  readonly deadline: number;
  /** Told of every look. */
  readonly onLook: (look: Look) => void;
}

const FIRST_PAUSE_MS = 2000;

/** Follows a run to its end or the deadline, and tells the log once of everything that changes. */
export function followRun(following: Following, runId: number): Promise<PollEnd<Look>> {
  const { host, log, onLook, pause, now, deadline } = following;
  const say = createTeller(log);
  const approvers = new Map<string, readonly string[]>();
  let records: readonly TimelineRecord[] = [];

  async function look(): Promise<Look> {
    const run = await host.readRun(runId);
    records = (await survive(log, () => host.readTimeline(runId))) ?? records;
    const waiting = run.status === 'completed' ? [] : findWaiting(records);
    const unknown = waiting.map(({ approvalId }) => approvalId).filter((id) => !approvers.has(id));
    const read = unknown.length === 0 ? [] : await survive(log, () => host.readApprovals(unknown));
    for (const approval of read ?? []) approvers.set(approval.id, approval.approvers);
    const pending = waiting.map(({ approvalId, stage }) => ({
      id: approvalId,
      stage,
      approvers: approvers.get(approvalId) ?? [],
    }));
    const seen = { run, records, pending };
    for (const line of describeLook(seen)) say(line);
    onLook(seen);
    return seen;
  }

  return pollUntil({
    read: look,
    isDone: ({ run }) => run.status === 'completed',
    pause,
    now,
    deadline,
    firstPauseMs: FIRST_PAUSE_MS,
    onFault: ({ message }) => log.debug(`A look at run ${runId} failed: ${message}`),
  });
}

function describeLook({ run, records, pending }: Look): readonly string[] {
  const states = { notStarted: 'queued', inProgress: 'started', cancelling: 'being cancelled', completed: '' };
  const state = run.status === 'completed' ? (run.result ?? 'completed') : states[run.status];
  return [
    ...(run.status === 'completed' ? [] : [`Run ${run.id}: ${state}`]),
    ...describeStages(records),
    ...pending.map(describePending),
    ...(run.status === 'completed' ? [`Run ${run.id}: ${state}`] : []),
  ];
}

const describePending = ({ stage, approvers, id }: PendingApproval): string =>
  `Stage ${stage} waits for approval ${id}${approvers.length === 0 ? '' : ` by ${approvers.join(', ')}`}`;

/** Says each line once. */
function createTeller(log: Log): (line: string) => void {
  const said = new Set<string>();
  return (line) => {
    if (said.has(line)) return;
    said.add(line);
    log.info(line);
  };
}

/** What only explains the run must not end its observation. */
async function survive<Value>(log: Log, read: () => Promise<Value>): Promise<Value | undefined> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof SlipwayError)) throw error;
    log.debug(error.message);
    return undefined;
  }
}
