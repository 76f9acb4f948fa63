import { stripInvisible } from '../../neutralise.ts';
import type { TimelineRecord } from './ports.ts';

/** An approval that a stage waits for, as the timeline tells it. */
export interface Waiting {
  readonly approvalId: string;
  readonly stage: string;
}

const MAX_DEPTH = 20;
const MAX_ISSUES = 3;
const LONGEST_ISSUE = 300;

const inOrder = (records: readonly TimelineRecord[]): readonly TimelineRecord[] =>
  records.toSorted((one, other) => one.order - other.order);

/** What can be said of the stages, a line for each state that one has reached; a later look repeats what it said before. */
export function describeStages(records: readonly TimelineRecord[]): readonly string[] {
  return inOrder(records.filter(({ type }) => type === 'Stage')).flatMap(({ name, state, result, attempt }) => {
    const stage = `Stage ${name}${attempt > 1 ? ` (attempt ${attempt})` : ''}`;
    switch (state) {
      case 'pending':
        return [];
      case 'inProgress':
        return [`${stage}: started`];
      case 'completed':
        return [`${stage}: ${result ?? 'completed'}`];
    }
  });
}

/** The approvals that are waited for now. A record of a stage's checks carries the id of the approval. */
export function findWaiting(records: readonly TimelineRecord[]): readonly Waiting[] {
  const known = new Map(records.map((record) => [record.id, record]));
  return inOrder(records.filter(({ type, state }) => type === 'Checkpoint.Approval' && state !== 'completed')).map(
    (record) => ({ approvalId: record.id, stage: stageOf(record, known)?.name ?? record.name }),
  );
}

function stageOf(record: TimelineRecord, known: ReadonlyMap<string, TimelineRecord>): TimelineRecord | undefined {
  let at: TimelineRecord | undefined = record;
  for (let depth = 0; at && depth < MAX_DEPTH; depth += 1) {
    if (at.type === 'Stage') return at;
    at = at.parentId === undefined ? undefined : known.get(at.parentId);
  }
  return undefined;
}

/** Where and of what a run failed: stages with their failed jobs, then the first errors. Undefined when nothing tells. */
export function describeTrouble(records: readonly TimelineRecord[]): string | undefined {
  const known = new Map(records.map((record) => [record.id, record]));
  const isBad = ({ result }: TimelineRecord) => result === 'failed' || result === 'canceled' || result === 'abandoned';
  const stages = inOrder(records.filter((record) => record.type === 'Stage' && isBad(record)));
  const jobs = inOrder(records.filter((record) => record.type === 'Job' && isBad(record)));
  const places = stages.map((stage) => {
    const own = jobs.filter((job) => stageOf(job, known) === stage).map(({ name }) => name);
    return `stage ${stage.name} ${stage.result ?? ''}${own.length === 0 ? '' : ` in job ${own.join(', ')}`}`;
  });
  const errors = inOrder(records)
    .flatMap(({ issues }) => issues)
    .filter(({ type }) => type === 'error')
    .map(({ message }) => oneLine(message));
  const shown = [...new Set(errors)].slice(0, MAX_ISSUES);
  const parts = [places.join('; '), ...shown].filter((part) => part !== '');
  return parts.length === 0 ? undefined : parts.join(': ');
}

/** The text comes from whatever ran there. */
function oneLine(text: string): string {
  const line = stripInvisible(text).replace(/\s+/g, ' ').trim();
  return line.length > LONGEST_ISSUE ? `${line.slice(0, LONGEST_ISSUE)}…` : line;
}
