import { invalidArgument, RestError } from '../errors.ts';
import { unmetPolicies } from '../policies/evaluate.ts';
import { refreshPullRequests } from '../pull-requests.ts';
import type { PullRequestPlace } from '../rest/call.ts';
import type { World } from '../world.ts';
import { queueCompletion } from './queue.ts';

interface CompletionRequest {
  /** The source commit that the caller saw. */
  readonly commit: string | undefined;
  readonly requestedById: string;
  readonly bypassPolicy: boolean;
}

/** Queues the completion of a pull request; the merge comes a moment after the answer. */
export async function requestCompletion(world: World, place: PullRequestPlace, request: CompletionRequest) {
  const { commit, requestedById, bypassPolicy } = request;
  const { pullRequest } = place;
  if (commit === undefined)
    throw invalidArgument('To complete a pull request, lastMergeSourceCommit.commitId is required.');
  if (pullRequest.status !== 'active' || pullRequest.isDraft)
    throw new RestError(
      400,
      'GitPullRequestNotEditableException',
      'TF401181: The pull request cannot be edited due to its state: only an active, published pull request completes.',
    );
  if (pullRequest.completion?.commit === commit) return;
  await refreshPullRequests(world, place);
  if (pullRequest.completion || pullRequest.merge.source !== commit) throw staleCompletion();
  refuseUnmet(place, world.clock.now(), bypassPolicy);
  queueCompletion(world, place, { commit, requestedById, bypassPolicy, auto: false });
}

const staleCompletion = () =>
  new RestError(
    409,
    'GitPullRequestStaleException',
    'TF401192: The pull request cannot be completed: its source branch has moved since the merge that was seen.',
  );

/** The service answers 403 here, and the pull request stays as it was. */
function refuseUnmet(place: PullRequestPlace, now: Date, bypassPolicy: boolean): void {
  const unmet = bypassPolicy ? [] : unmetPolicies(place, now);
  if (unmet.length === 0) return;
  throw new RestError(
    403,
    'GitPullRequestUpdateRejectedByPolicyException',
    'TF401195: The pull request cannot be completed because required policies are not satisfied.',
  );
}
