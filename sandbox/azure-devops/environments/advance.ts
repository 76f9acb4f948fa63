import type { ProjectPlace } from '../pipelines/place.ts';
import { isDue, settleCheck } from './check-progress.ts';
import { current, end, isPermitted } from './checkpoint.ts';
import type { CheckpointDocument, CheckpointState, CheckRun } from './documents.ts';
import { decideLock } from './exclusive-lock.ts';
import { missingTemplate } from './required-template.ts';
import { evaluateRestCheck, type CheckServices } from './rest-check.ts';

export type { CheckServices } from './rest-check.ts';

/**
 * Looks at a checkpoint again: takes over decisions, evaluates what is due, takes locks. To be called every now and then
 * while it gives `waiting`; it holds up to 20 s while a REST check is asked. Calls for one checkpoint follow each other.
 */
export async function advance(
  place: ProjectPlace,
  checkpoint: Pick<CheckpointDocument, 'id'>,
  services: CheckServices,
): Promise<CheckpointState> {
  const key = `checkpoint ${place.organisation.document.id} ${checkpoint.id}`;
  return place.world.locks.run(key, async () => {
    const started = start(place, current(place, checkpoint));
    if (started.state !== 'waiting') return started.state;
    await Promise.all(started.checks.map((check) => evaluate(place, started, { check, services })));
    return settle(place, current(place, checkpoint)).state;
  });
}

/**
 * Checks begin once the pipeline may use the environments at all. Those that its file alone decides come first: nobody is
 * asked about a run that they refuse. The lock comes after the others.
 */
function start(place: ProjectPlace, checkpoint: CheckpointDocument): CheckpointDocument {
  const isNew = ({ status, settings }: CheckRun) => status === 'queued' && settings.kind !== 'lock';
  if (checkpoint.state !== 'waiting' || !checkpoint.checks.some(isNew) || !isPermitted(place, checkpoint))
    return checkpoint;
  const startedAt = place.world.clock.now().toISOString();
  const judged = checkpoint.checks.map((check) => judgeTemplate(check, checkpoint, startedAt));
  const isRefused = judged.some(({ status }) => status === 'rejected');
  const begin = (check: CheckRun): CheckRun =>
    isNew(check) && !isRefused ? { ...check, status: 'running', startedAt } : check;
  return save(place, checkpoint, judged.map(begin));
}

function judgeTemplate(check: CheckRun, checkpoint: CheckpointDocument, at: string): CheckRun {
  if (check.status !== 'queued' || check.settings.kind !== 'template') return check;
  const message = missingTemplate(check.settings, checkpoint);
  const ended = { ...check, startedAt: at, endedAt: at };
  return message === undefined ? { ...ended, status: 'approved' } : { ...ended, status: 'rejected', message };
}

function save({ organisation }: ProjectPlace, checkpoint: CheckpointDocument, checks: readonly CheckRun[]) {
  const saved = { ...checkpoint, checks };
  organisation.checkpoints.save(saved);
  return saved;
}

/** What somebody decides while the request is under way is kept: only the evaluation is added. */
async function evaluate(
  place: ProjectPlace,
  checkpoint: CheckpointDocument,
  { check, services }: { readonly check: CheckRun; readonly services: CheckServices },
): Promise<void> {
  const { clock } = place.world;
  if (check.settings.kind !== 'rest' || !isDue(check, clock.now())) return;
  const outcome = await evaluateRestCheck(place, checkpoint, { inputs: check.settings.inputs, services });
  const evaluation = { at: clock.now().toISOString(), ...outcome };
  const latest = current(place, checkpoint);
  if (latest.state !== 'waiting') return;
  save(
    place,
    latest,
    latest.checks.map((one) => (one.id === check.id ? { ...one, evaluations: [...one.evaluations, evaluation] } : one)),
  );
}

function settle(place: ProjectPlace, checkpoint: CheckpointDocument): CheckpointDocument {
  if (checkpoint.state !== 'waiting' || !isPermitted(place, checkpoint)) return checkpoint;
  const now = place.world.clock.now();
  const checks = checkpoint.checks.map((check) => settleCheck(check, now));
  const settled = checks.every((check, index) => check === checkpoint.checks[index])
    ? checkpoint
    : save(place, checkpoint, checks);
  const failure = firstFailure(checks);
  if (failure) return end(place, settled, { state: stateAfter(failure), at: endOf(failure, now) });
  if (checks.some(({ settings, status }) => settings.kind !== 'lock' && status !== 'approved')) return settled;
  return takeLocks(place, settled);
}

const endOf = ({ endedAt }: CheckRun, now: Date) => (endedAt === undefined ? now : new Date(endedAt));

/** The check that failed first, by time. */
function firstFailure(checks: readonly CheckRun[]): CheckRun | undefined {
  return checks
    .filter(({ status }) => status === 'rejected' || status === 'timedOut' || status === 'canceled')
    .sort((one, other) => (one.endedAt ?? '').localeCompare(other.endedAt ?? ''))[0];
}

function stateAfter({ status, settings }: CheckRun): 'timedOut' | 'canceled' | 'rejected' | 'failed' {
  if (status === 'timedOut' || status === 'canceled') return status;
  return settings.kind === 'approval' ? 'rejected' : 'failed';
}

function takeLocks(place: ProjectPlace, checkpoint: CheckpointDocument): CheckpointDocument {
  const at = place.world.clock.now();
  const now = at.toISOString();
  const isLock = ({ settings }: CheckRun) => settings.kind === 'lock';
  if (!checkpoint.checks.some(isLock)) return end(place, checkpoint, { state: 'passed', at });
  const asking = save(
    place,
    checkpoint,
    checkpoint.checks.map((check) =>
      check.status === 'queued' ? { ...check, status: 'running', startedAt: now } : check,
    ),
  );
  switch (decideLock(place, asking)) {
    case 'held':
      return asking;
    case 'canceled':
      return end(place, asking, { state: 'canceled', at });
    case 'taken': {
      const taken = asking.checks.map((check): CheckRun =>
        isLock(check) ? { ...check, status: 'approved', endedAt: now } : check,
      );
      return end(place, { ...asking, checks: taken }, { state: 'passed', at });
    }
  }
}
