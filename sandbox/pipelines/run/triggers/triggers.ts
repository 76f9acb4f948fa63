import type { Identity, PullRequestDocument } from '../../../azure-devops/documents.ts';
import { serviceIdentity } from '../../../azure-devops/identities.ts';
import { listRefs } from '../../../azure-devops/git/history.ts';
import type { RepositoryPlace, World } from '../../../azure-devops/world.ts';
import type { PipelineDocument } from '../../../azure-devops/pipelines/documents.ts';
import { followPush, type MovedBranch } from './ci-trigger.ts';
import { validate } from './validation.ts';

/** Starts runs for what happens in repositories. It keeps where their branches were, so that it sees which have moved. */
export class Triggers {
  readonly #heads = new Map<string, Promise<ReadonlyMap<string, string>>>();

  /** Takes the branches of a repository as they are: only what moves from now on counts. */
  remember({ repository, gitDir }: RepositoryPlace): Promise<ReadonlyMap<string, string>> {
    const known = this.#heads.get(repository.id) ?? listRefs(gitDir, 'refs/heads');
    this.#heads.set(repository.id, known);
    return known;
  }

  /** To be called after every change of a repository's branches, while its lock is held. */
  async branchesMoved(world: World, place: RepositoryPlace, pusher: Identity | undefined): Promise<void> {
    const pipelines = pipelinesOf(place);
    if (pipelines.length === 0) return;
    const before = await this.remember(place);
    const after = await listRefs(place.gitDir, 'refs/heads');
    this.#heads.set(place.repository.id, Promise.resolve(after));
    const moved = [...after].flatMap(([ref, to]): readonly MovedBranch[] =>
      before.get(ref) === to ? [] : [{ ref, from: before.get(ref), to }],
    );
    if (moved.length === 0) return;
    const by = pusher ?? serviceIdentity(world.store, place.organisation);
    world.later.schedule(async () => {
      for (const pipeline of pipelines)
        for (const branch of moved) {
          const project = place.organisation.document.projects.find(({ id }) => id === pipeline.projectId);
          if (project) await followPush({ world, organisation: place.organisation, project, pipeline }, branch, by);
        }
    }, 0);
  }

  /** To be called when a pull request is new, has a new iteration or target, or is no draft any more. */
  pullRequestChanged(world: World, place: RepositoryPlace, pullRequest: PullRequestDocument, by?: Identity): void {
    if (pipelinesOf(place).length > 0) world.later.schedule(() => validate(world, { ...place, pullRequest }, by), 0);
  }
}

const pipelinesOf = ({ organisation, repository }: RepositoryPlace): readonly PipelineDocument[] =>
  organisation.pipelines.all.filter(
    ({ repositoryId, yaml, queueStatus }) =>
      repositoryId === repository.id && yaml !== undefined && queueStatus === 'enabled',
  );
