import type { PullRequestDocument } from '../documents.ts';
import type { Organisation } from '../store.ts';
import type { World } from '../world.ts';
import { workItemNotFound } from './errors.ts';
import type { WorkItemDocument } from './documents.ts';
import { placeOfItem } from './place.ts';
import { pullRequestOfRelation, pullRequestUri } from './relations.ts';

/** Numbers of the work items that a pull request is linked to, the lowest first. */
export const workItemsOf = ({ workItemIds = [] }: Pick<PullRequestDocument, 'workItemIds'>): readonly number[] =>
  workItemIds;

/** Links a work item to a pull request, once; throws 404 when there is no such work item. */
export function linkWorkItem(
  world: World,
  organisation: Organisation,
  pullRequest: PullRequestDocument,
  { workItemId, byId }: { readonly workItemId: number; readonly byId: string },
): void {
  if (workItemsOf(pullRequest).includes(workItemId)) return;
  const place = placeOfItem(world, organisation, workItemId);
  const repository = organisation.document.repositories.find(({ id }) => id === pullRequest.repositoryId);
  if (!place || !repository) throw workItemNotFound(workItemId);
  const url = pullRequestUri(repository.projectId, repository.id, pullRequest.id);
  const { item } = place;
  const now = world.clock.now().toISOString();
  item.relations = [...item.relations, { rel: 'ArtifactLink', url, attributes: { name: 'Pull Request' } }];
  item.rev += 1;
  item.changedDate = now;
  item.changedById = byId;
  saveWorkItem(world, organisation, item);
}

/** Links by numbers, as the author of the pull request; throws when there is none of that number. */
export function linkByNumber(
  world: World,
  organisation: Organisation,
  { pullRequestId, workItemId }: { readonly pullRequestId: number; readonly workItemId: number },
): void {
  const pullRequest = organisation.pullRequests.get(pullRequestId);
  if (!pullRequest) throw new Error(`The sandbox has no pull request ${pullRequestId}.`);
  linkWorkItem(world, organisation, pullRequest, { workItemId, byId: pullRequest.createdById });
}

/** Writes a work item, and the numbers of it on the pull requests that its relations name or named. */
export function saveWorkItem(world: World, organisation: Organisation, item: WorkItemDocument): void {
  organisation.workItems.save(item);
  const linked = new Set(item.relations.map((relation) => pullRequestOfRelation(relation)?.pullRequestId));
  for (const pullRequest of organisation.pullRequests.values()) {
    const before = workItemsOf(pullRequest);
    if (before.includes(item.id) === linked.has(pullRequest.id)) continue;
    const others = before.filter((id) => id !== item.id);
    pullRequest.workItemIds = linked.has(pullRequest.id) ? [...others, item.id].sort((a, b) => a - b) : others;
    world.store.savePullRequest(organisation, pullRequest);
  }
}
