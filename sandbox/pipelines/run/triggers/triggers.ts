import type { Identity, PullRequestDocument, SeenPush, WatchedBranches } from '../../../azure-devops/documents.ts';
import { serviceIdentity } from '../../../azure-devops/identities.ts';
import { listRefs } from '../../../azure-devops/git/history.ts';
import type { Organisation } from '../../../azure-devops/store.ts';
import { identityOf, placeOf, type RepositoryPlace, type World } from '../../../azure-devops/world.ts';
import type { BuildDocument, PipelineDocument } from '../../../azure-devops/pipelines/documents.ts';
import { followPush } from './ci-trigger.ts';
import { resumeValidations, validate } from './validation.ts';

/**
 * Starts runs for what happens in repositories. Where their branches were is kept, so that it sees which have moved, and
 * each move until its runs are there: a sandbox that was stopped in between starts them when it goes on.
 */
export class Triggers {
  readonly #reading = new Map<string, Promise<void>>();
  /** When runs ended whose end is dealt with; a retried one ends again. */
  readonly #ended = new WeakMap<BuildDocument, string>();

  /** Takes the branches of a repository as they are, unless they are known: only what moves from now on counts. */
  async remember(world: World, place: RepositoryPlace): Promise<void> {
    const { id } = place.repository;
    if (watchedOf(place)) return;
    const reading =
      this.#reading.get(id) ??
      listRefs(place.gitDir, 'refs/heads').then((heads) => keep(world, place, { heads: toRecord(heads), pushes: [] }));
    this.#reading.set(id, reading);
    await reading;
    this.#reading.delete(id);
  }

  /** To be called after every change of a repository's branches, while its lock is held. */
  async branchesMoved(world: World, place: RepositoryPlace, pusher: Identity | undefined): Promise<void> {
    if (pipelinesOf(place).length === 0) return;
    await this.remember(world, place);
    const after = await listRefs(place.gitDir, 'refs/heads');
    const { heads, pushes } = watchedOf(place) ?? NOTHING;
    const by = pusher ?? serviceIdentity(world.store, place.organisation);
    const moved = [...after].flatMap(([ref, to]): readonly SeenPush[] => {
      const from = heads[ref];
      return from === to ? [] : [{ ref, to, pusherId: by.id, ...(from === undefined ? {} : { from }) }];
    });
    if (moved.length === 0 && Object.keys(heads).length === after.size) return;
    keep(world, place, { heads: toRecord(after), pushes: [...pushes, ...moved] });
    this.#follow(world, place, moved);
  }

  /** To be called when a pull request is new, has a new iteration or target, or is no draft any more; then it is saved. */
  pullRequestChanged(world: World, place: RepositoryPlace, pullRequest: PullRequestDocument, by?: Identity): void {
    if (enabledOf(place).length === 0) return;
    const due = by ? { byId: by.id } : {};
    pullRequest.validationDue = due;
    world.later.schedule(async () => {
      await validate(world, { ...place, pullRequest }, by);
      // What has changed meanwhile is seen to by whoever it was said to.
      if (pullRequest.validationDue !== due) return;
      delete pullRequest.validationDue;
      world.store.savePullRequest(place.organisation, pullRequest);
    }, 0);
  }

  /** To be called when a run may have ended: one of a trigger that batches is followed by the next, if there were pushes. */
  runChanged(world: World, organisation: Organisation, build: BuildDocument): void {
    const { finishTime, result } = build.yaml ?? {};
    if (build.reason !== 'batchedCI' || result === undefined || finishTime === undefined) return;
    if (this.#ended.get(build) === finishTime) return;
    this.#ended.set(build, finishTime);
    const { sourceBranch: ref, sourceVersion: from, pipelineId } = build;
    const pipeline = organisation.pipelines.get(pipelineId);
    const repository = organisation.document.repositories.find(({ id }) => id === pipeline?.repositoryId);
    if (!pipeline || !repository) return;
    const place = placeOf(world, organisation, repository);
    world.later.schedule(async () => {
      const to = watchedOf(place)?.heads[ref];
      if (to === undefined || to === from || isFollowed(organisation, build)) return;
      const by = serviceIdentity(world.store, organisation);
      await start(world, place, { pipeline, push: { ref, from, to, pusherId: by.id }, isOnce: true });
    }, 0);
  }

  /** Goes on with what a sandbox on the same folder had seen and not dealt with when it was stopped. */
  resume(world: World, place: RepositoryPlace): void {
    const { pushes } = watchedOf(place) ?? NOTHING;
    this.#follow(world, place, pushes, { isResumed: true });
    world.later.schedule(() => resumeValidations(world, place), 0);
  }

  #follow(world: World, place: RepositoryPlace, pushes: readonly SeenPush[], { isResumed = false } = {}): void {
    const pipelines = enabledOf(place);
    if (pushes.length === 0) return;
    world.later.schedule(async () => {
      for (const pipeline of pipelines)
        for (const push of pushes) await start(world, place, { pipeline, push, isOnce: isResumed });
      const { heads, pushes: waiting } = watchedOf(place) ?? NOTHING;
      keep(world, place, { heads, pushes: waiting.filter((one) => !pushes.includes(one)) });
    }, 0);
  }
}

const NOTHING: WatchedBranches = { heads: {}, pushes: [] };

const watchedOf = ({ organisation, repository }: RepositoryPlace): WatchedBranches | undefined =>
  organisation.document.watched?.[repository.id];

function keep(world: World, { organisation, repository }: RepositoryPlace, watched: WatchedBranches): void {
  organisation.document.watched = { ...organisation.document.watched, [repository.id]: watched };
  world.store.saveOrganisation(organisation);
}

const toRecord = (heads: ReadonlyMap<string, string>): WatchedBranches['heads'] => Object.fromEntries(heads);

const isCi = ({ reason }: BuildDocument): boolean => reason === 'individualCI' || reason === 'batchedCI';

/** Whether a later push to the branch of a run has started another. */
const isFollowed = ({ builds }: Organisation, { id, pipelineId, sourceBranch }: BuildDocument): boolean =>
  builds.all.some(
    (one) => one.id > id && one.pipelineId === pipelineId && one.sourceBranch === sourceBranch && isCi(one),
  );

interface Started {
  readonly pipeline: PipelineDocument;
  readonly push: SeenPush;
  /** Not if the run that it starts is there already. */
  readonly isOnce: boolean;
}

/** One at a time of a pipeline, so that each sees what the other has started. */
async function start(world: World, place: RepositoryPlace, { pipeline, push, isOnce }: Started): Promise<void> {
  const { organisation } = place;
  const project = organisation.document.projects.find(({ id }) => id === pipeline.projectId);
  if (!project) return;
  await world.locks.run(`${organisation.document.id} pipeline ${pipeline.id}`, async () => {
    if (isOnce && isStarted(place, pipeline, push)) return;
    await followPush({ world, organisation, project, pipeline }, push, identityOf(organisation, push.pusherId));
  });
}

/** Whether the run that a push starts is there already. */
const isStarted = ({ organisation }: RepositoryPlace, pipeline: PipelineDocument, { ref, to }: SeenPush): boolean =>
  organisation.builds.all.some(
    (one) => one.pipelineId === pipeline.id && isCi(one) && one.sourceBranch === ref && one.sourceVersion === to,
  );

const pipelinesOf = ({ organisation, repository }: RepositoryPlace): readonly PipelineDocument[] =>
  organisation.pipelines.all.filter(({ repositoryId, yaml }) => repositoryId === repository.id && yaml !== undefined);

const enabledOf = (place: RepositoryPlace): readonly PipelineDocument[] =>
  pipelinesOf(place).filter(({ queueStatus }) => queueStatus === 'enabled');
