import type { PullRequestDocument } from '../documents.ts';
import type { RepositoryPlace } from '../world.ts';
import { MINIMUM_REVIEWERS, minimumReviewers } from './policy-types.ts';
import { policiesOn } from './scope.ts';

/** Takes back the votes that a policy on the target branch does not let survive a push. */
export function resetVotes(place: RepositoryPlace, pullRequest: PullRequestDocument): void {
  const policies = policiesOn(place, pullRequest.targetRef)
    .filter(({ typeId }) => typeId === MINIMUM_REVIEWERS)
    .map(({ settings }) => minimumReviewers.parse(settings));
  const approvals = policies.some(({ resetOnSourcePush }) => resetOnSourcePush);
  const rejections = policies.some(({ resetRejectionsOnSourcePush }) => resetRejectionsOnSourcePush);
  for (const reviewer of pullRequest.reviewers)
    if ((approvals && reviewer.vote > 0) || (rejections && reviewer.vote < 0)) reviewer.vote = 0;
}
