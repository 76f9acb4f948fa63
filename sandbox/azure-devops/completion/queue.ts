import type { CompletionDocument } from '../documents.ts';
import { evaluatePolicies, isMet } from '../policies/evaluate.ts';
import type { PullRequestPlace } from '../rest/call.ts';
import { placeOf, type World } from '../world.ts';
import { runCompletion } from './run-completion.ts';

/** Notes a completion and sees to it that it happens a moment later. */
export function queueCompletion(
  world: World,
  place: PullRequestPlace,
  completion: Omit<CompletionDocument, 'queuedDate'>,
): void {
  place.pullRequest.completion = { ...completion, queuedDate: world.clock.now().toISOString() };
  world.store.savePullRequest(place.organisation, place.pullRequest);
  scheduleCompletion(world, place);
}

/** Also for what a sandbox that was stopped had queued. */
export const scheduleCompletion = (world: World, place: PullRequestPlace): void =>
  world.later.schedule(async () => {
    await runCompletion(world, place);
    considerAutoComplete(world);
  }, world.completing.delayMs / world.clock.speed);

/** Queues every pull request that waits for its policies and has them; called after whatever may have changed one. */
export function considerAutoComplete(world: World): void {
  for (const organisation of world.store.organisations)
    for (const pullRequest of organisation.pullRequests.values()) {
      const { autoCompleteSetById, completion, isDraft, status, merge } = pullRequest;
      if (autoCompleteSetById === undefined || completion || isDraft || status !== 'active') continue;
      const repository = organisation.document.repositories.find(({ id }) => id === pullRequest.repositoryId);
      if (!repository || merge.status === 'conflicts') continue;
      const place = { ...placeOf(world, organisation, repository), pullRequest };
      if (!isWaiting(place, world.clock.now()))
        queueCompletion(world, place, {
          commit: merge.source,
          requestedById: autoCompleteSetById,
          bypassPolicy: false,
          auto: true,
        });
    }
}

/** Optional policies are waited for as well, but for those that the pull request says not to. */
function isWaiting(place: PullRequestPlace, now: Date): boolean {
  const ignored = place.pullRequest.completionOptions?.['autoCompleteIgnoreConfigIds'];
  const ignores = (id: number) => Array.isArray(ignored) && ignored.includes(id);
  return evaluatePolicies(place, now).some(
    (evaluation) => !isMet(evaluation) && (evaluation.policy.isBlocking || !ignores(evaluation.policy.id)),
  );
}
