import { randomUUID } from 'node:crypto';
import type { ProjectPlace } from '../pipelines/place.ts';
import type {
  CheckDocument,
  CheckedRun,
  CheckpointDocument,
  CheckpointState,
  CheckRun,
  ExtendedTemplate,
} from './documents.ts';
import { checksOf } from './checks.ts';
import { findEnvironment } from './environments.ts';

interface NewCheckpoint {
  readonly build: CheckedRun;
  readonly stage: string;
  readonly attempt: number;
  /** Names of the environments of the stage's deployment jobs; all of them exist (see requireEnvironments). */
  readonly environments: readonly string[];
  /** What an exclusive lock does with several runs that wait: `runLatest` when left out. */
  readonly lockBehavior?: 'sequential' | 'runLatest' | undefined;
  /** The templates that the run extends: none when left out. */
  readonly extended?: readonly ExtendedTemplate[];
}

/**
 * Opens the checks of one attempt of a stage, or gives those that are open already: a sandbox that was stopped in
 * between goes on with them. Approvers and everything else of a check are frozen here. A stage without environments, or
 * whose environments have no checks, has a checkpoint that passes at once.
 */
export function openCheckpoint(place: ProjectPlace, wanted: NewCheckpoint): CheckpointDocument {
  const known = findCheckpoint(place, { buildId: wanted.build.id, stage: wanted.stage, attempt: wanted.attempt });
  if (known) return known;
  const { checkpoints } = place.organisation;
  const environments = [...new Set(wanted.environments)].map((name) => {
    const found = findEnvironment(place, name);
    if (!found) throw new Error(`the environment ${name} does not exist; requireEnvironments comes first`);
    return { id: found.id, name: found.name };
  });
  const { id, buildNumber, pipelineId, requestedById, sourceBranch, sourceVersion, reason } = wanted.build;
  const checkpoint: CheckpointDocument = {
    id: checkpoints.nextId,
    suiteId: randomUUID(),
    projectId: place.project.id,
    run: { id, buildNumber, pipelineId, requestedById, sourceBranch, sourceVersion, reason },
    stage: wanted.stage,
    attempt: wanted.attempt,
    lockBehavior: wanted.lockBehavior ?? 'runLatest',
    extended: wanted.extended ?? [],
    environments,
    openedAt: place.world.clock.now().toISOString(),
    state: 'waiting',
    checks: environments.flatMap(({ id }) => checksOf(place, id).filter(({ isDisabled }) => !isDisabled)).map(begin),
  };
  checkpoints.save(checkpoint);
  return checkpoint;
}

/** Whether the pipeline of a checkpoint may use all its environments; where it may not, somebody has to permit it. */
export const isPermitted = ({ organisation }: ProjectPlace, { environments, run }: CheckpointDocument): boolean =>
  environments.every(({ id }) => {
    const permitted = organisation.environments.get(id)?.permitted ?? 'all';
    return permitted === 'all' || permitted.includes(run.pipelineId);
  });

const begin = ({ id, environmentId, settings, timeout }: CheckDocument): CheckRun => ({
  id: randomUUID(),
  checkId: id,
  environmentId,
  settings,
  timeout,
  status: 'queued',
  decisions: [],
  evaluations: [],
});

/** The checkpoint of one attempt of a stage, as it stands now. */
export function findCheckpoint(
  { organisation, project }: ProjectPlace,
  { buildId, stage, attempt }: { readonly buildId: number; readonly stage: string; readonly attempt: number },
): CheckpointDocument | undefined {
  return organisation.checkpoints.all.find(
    (one) => one.projectId === project.id && one.run.id === buildId && one.stage === stage && one.attempt === attempt,
  );
}

/** All checkpoints of a run, the oldest first. */
export const checkpointsOf = ({ organisation, project }: ProjectPlace, buildId: number) =>
  organisation.checkpoints.all.filter((one) => one.projectId === project.id && one.run.id === buildId);

/** The checkpoint as it is kept now; what a caller holds may be older. */
export const current = ({ organisation }: ProjectPlace, { id }: Pick<CheckpointDocument, 'id'>): CheckpointDocument => {
  const found = organisation.checkpoints.get(id);
  if (!found) throw new Error(`there is no checkpoint ${id}`);
  return found;
};

/** Ends a checkpoint that still waits because its run is cancelled; one that has ended stays as it is. */
export function cancel(place: ProjectPlace, checkpoint: CheckpointDocument): CheckpointDocument {
  const now = current(place, checkpoint);
  return now.state === 'waiting' ? end(place, now, { state: 'canceled', at: place.world.clock.now() }) : now;
}

/** Ends a checkpoint; its checks that are still open are cancelled with it. */
export function end(
  { organisation }: ProjectPlace,
  checkpoint: CheckpointDocument,
  { state, at }: { readonly state: Exclude<CheckpointState, 'waiting'>; readonly at: Date },
): CheckpointDocument {
  const endedAt = at.toISOString();
  const isOpen = ({ status }: CheckRun) => status === 'queued' || status === 'running';
  const ended: CheckpointDocument = {
    ...checkpoint,
    state,
    endedAt,
    checks: checkpoint.checks.map((check) => (isOpen(check) ? { ...check, status: 'canceled', endedAt } : check)),
  };
  organisation.checkpoints.save(ended);
  return ended;
}

/** Gives the exclusive locks of a stage back: to be called once the stage has ended, however it did. Again is harmless. */
export function releaseLocks(place: ProjectPlace, checkpoint: CheckpointDocument): void {
  const now = current(place, checkpoint);
  if (now.releasedAt !== undefined) return;
  place.organisation.checkpoints.save({ ...now, releasedAt: place.world.clock.now().toISOString() });
}
