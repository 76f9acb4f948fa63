import * as z from 'zod';
import type { ReviewerDocument } from '../documents.ts';
import { invalidArgument, notFound, RestError } from '../errors.ts';
import { presentReviewer } from '../present/pull-request.ts';
import { json, list } from '../rest/answers.ts';
import { requirePermission } from '../rest/authentication.ts';
import { readBody } from '../rest/body.ts';
import { pullRequestOf, save, value, type Call, type PullRequestPlace } from '../rest/call.ts';
import { route, type Route } from '../rest/router.ts';
import { addSystemThread } from '../system-threads.ts';

const VOTES = [10, 5, 0, -5, -10];

const reviewerBody = z.strictObject({
  id: z.string().optional(),
  vote: z
    .int()
    .refine((vote) => VOTES.includes(vote), 'must be 10, 5, 0, -5 or -10')
    .optional(),
  isRequired: z.boolean().optional(),
  isReapprove: z.boolean().optional(),
  hasDeclined: z.boolean().optional(),
});

function listReviewers(call: Call) {
  const place = pullRequestOf(call);
  return list(place.pullRequest.reviewers.map((reviewer) => presentReviewer(call.world, place, reviewer)));
}

function getReviewer(call: Call) {
  const place = pullRequestOf(call);
  const reviewer = place.pullRequest.reviewers.find(({ id }) => id === value(call, 'reviewer'));
  if (!reviewer) throw notFound('ReviewerNotFoundException', `${value(call, 'reviewer')} is no reviewer.`);
  return json(presentReviewer(call.world, place, reviewer));
}

type ReviewerBody = z.infer<typeof reviewerBody>;

/** Everyone votes for themselves, while the pull request is open and published. */
function refuseVote(call: Call, { pullRequest }: PullRequestPlace, id: string, body: ReviewerBody): void {
  const vote = body.vote ?? 0;
  if (!call.organisation.document.identities.some((one) => one.id === id))
    throw notFound('IdentityNotFoundException', `The identity '${id}' does not exist.`);
  if (body.id !== undefined && body.id !== id)
    throw invalidArgument(`The reviewer '${body.id}' of the body is not that of the URL.`);
  if (pullRequest.status !== 'active')
    throw new RestError(
      400,
      'GitPullRequestNotEditableException',
      'TF401181: The pull request cannot be edited due to its state.',
    );
  if (vote !== 0 && id !== call.caller.identity.id)
    throw new RestError(403, 'GitPullRequestVoteNotAllowedException', 'A vote can only be cast for oneself.');
  if (vote !== 0 && pullRequest.isDraft) throw invalidArgument('A draft pull request takes no votes.');
}

/** Adds a reviewer, or votes. */
function putReviewer(call: Call) {
  const place = pullRequestOf(call);
  requirePermission(call.caller, 'contributeToPullRequests');
  const { pullRequest } = place;
  const id = value(call, 'reviewer');
  const body = readBody(call, reviewerBody);
  refuseVote(call, place, id, body);
  const before = pullRequest.reviewers.find((reviewer) => reviewer.id === id);
  const reviewer: ReviewerDocument = before ?? { id, vote: 0, isRequired: false };
  if (!before) pullRequest.reviewers.push(reviewer);
  if (body.isRequired !== undefined) reviewer.isRequired = body.isRequired;
  if (body.vote !== undefined && reviewer.vote !== body.vote) {
    reviewer.vote = body.vote;
    reviewer.iteration = pullRequest.iterations.length;
    const { identity: author } = call.caller;
    const text = `${author.displayName} voted ${body.vote}`;
    addSystemThread(call.world, place, pullRequest, { type: 'VoteUpdate', author, text });
  }
  save(call, place);
  return json(presentReviewer(call.world, place, reviewer));
}

const REVIEWERS = 'git/repositories/{repository}/pullRequests/{pullRequest}/reviewers';

export const reviewerRoutes: readonly Route[] = [
  route('GET', REVIEWERS, 1, listReviewers),
  route('GET', `${REVIEWERS}/{reviewer}`, 1, getReviewer),
  route('PUT', `${REVIEWERS}/{reviewer}`, 1, putReviewer),
];
