import type { ProjectPlace } from '../pipelines/place.ts';
import type { CheckpointDocument } from './documents.ts';

const lockedBy = ({ checks }: CheckpointDocument) =>
  checks.filter(({ settings }) => settings.kind === 'lock').map(({ environmentId }) => environmentId);

const shares = (one: CheckpointDocument, other: CheckpointDocument) => {
  const locks = new Set(lockedBy(one));
  return lockedBy(other).some((id) => locks.has(id));
};

const waitsForLock = ({ state, checks }: CheckpointDocument) =>
  state === 'waiting' && checks.some(({ settings, status }) => settings.kind === 'lock' && status === 'running');

/**
 * Whether a checkpoint whose other checks have passed gets its exclusive locks now. With `runLatest` one that a newer
 * run has overtaken is `canceled`; with `sequential` the oldest goes first.
 */
export function decideLock(
  { organisation }: ProjectPlace,
  checkpoint: CheckpointDocument,
): 'taken' | 'held' | 'canceled' {
  const others = organisation.checkpoints.all.filter(
    (other) => other.id !== checkpoint.id && other.projectId === checkpoint.projectId && shares(checkpoint, other),
  );
  const waiting = others.filter(waitsForLock);
  const isSequential = checkpoint.lockBehavior === 'sequential';
  if (!isSequential && waiting.some(({ run }) => run.id > checkpoint.run.id)) return 'canceled';
  if (others.some(({ state, releasedAt }) => state === 'passed' && releasedAt === undefined)) return 'held';
  return isSequential && waiting.some(({ run }) => run.id < checkpoint.run.id) ? 'held' : 'taken';
}
