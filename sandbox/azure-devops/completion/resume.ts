import { placeOf, type World } from '../world.ts';
import { considerAutoComplete, scheduleCompletion } from './queue.ts';

/** Goes on with what a sandbox on the same folder had queued when it was stopped. */
export function resumeCompletions(world: World): void {
  for (const organisation of world.store.organisations)
    for (const pullRequest of organisation.pullRequests.values()) {
      const repository = organisation.document.repositories.find(({ id }) => id === pullRequest.repositoryId);
      if (pullRequest.completion && repository)
        scheduleCompletion(world, { ...placeOf(world, organisation, repository), pullRequest });
    }
  considerAutoComplete(world);
}
