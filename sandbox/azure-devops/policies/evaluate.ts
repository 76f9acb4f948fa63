import type { PolicyDocument, PolicyStatus, PullRequestDocument, StatusDocument } from '../documents.ts';
import type { RepositoryPlace } from '../world.ts';
import * as types from './policy-types.ts';
import { policiesOn } from './scope.ts';

export interface PolicyEvaluation {
  readonly policy: PolicyDocument;
  readonly status: PolicyStatus;
}

interface Evaluated extends RepositoryPlace {
  readonly pullRequest: PullRequestDocument;
}

/** How every policy on the target branch stands for a pull request at `now`. */
export const evaluatePolicies = (place: Evaluated, now: Date): readonly PolicyEvaluation[] =>
  policiesOn(place, place.pullRequest.targetRef).map((policy) => ({
    policy,
    status: statusOf(policy, place.pullRequest, now),
  }));

export const isMet = ({ status }: PolicyEvaluation) => status === 'approved' || status === 'notApplicable';

/** The required policies that keep a pull request from being completed. */
export const unmetPolicies = (place: Evaluated, now: Date): readonly PolicyEvaluation[] =>
  evaluatePolicies(place, now).filter((evaluation) => evaluation.policy.isBlocking && !isMet(evaluation));

function statusOf(policy: PolicyDocument, pullRequest: PullRequestDocument, now: Date): PolicyStatus {
  switch (policy.typeId) {
    case types.MINIMUM_REVIEWERS:
      return reviewersStatus(policy, pullRequest);
    case types.BUILD:
      return buildStatus(policy, pullRequest, now);
    case types.STATUS:
      return statusCheckStatus(policy, pullRequest);
    case types.COMMENTS:
      return commentsStatus(pullRequest);
    case types.MERGE_STRATEGY:
      return strategyStatus(policy, pullRequest);
    default:
      return 'broken';
  }
}

function reviewersStatus({ settings }: PolicyDocument, pullRequest: PullRequestDocument): PolicyStatus {
  const wanted = types.minimumReviewers.parse(settings);
  const newest = pullRequest.iterations.length;
  const lastPusher = pullRequest.iterations.at(-1)?.authorId;
  const { reviewers, createdById } = pullRequest;
  if (!wanted.allowDownvotes && reviewers.some(({ vote }) => vote < 0)) return 'rejected';
  const counted = reviewers.filter(
    ({ id, vote, iteration }) =>
      vote >= 5 &&
      (wanted.creatorVoteCounts || id !== createdById) &&
      (!wanted.blockLastPusherVote || id !== lastPusher) &&
      (!wanted.requireVoteOnLastIteration || iteration === newest),
  );
  return counted.length >= wanted.minimumApproverCount ? 'approved' : 'running';
}

/** A build counts for the source commit that it built. */
function buildStatus(policy: PolicyDocument, pullRequest: PullRequestDocument, now: Date): PolicyStatus {
  const build = pullRequest.policyBuilds?.[policy.id];
  if (build === undefined || build.source !== pullRequest.iterations.at(-1)?.source) return 'queued';
  return isExpired(policy, pullRequest, now) ? 'queued' : build.state;
}

/**
 * A passed run does not count any more once the target has moved: at once, when it is as old as its policy lets it
 * become, or never.
 */
export function isExpired(
  { id, settings }: PolicyDocument,
  { policyBuilds, merge }: PullRequestDocument,
  now: Date,
): boolean {
  const { queueOnSourceUpdateOnly, validDuration } = types.buildValidation.parse(settings);
  const build = policyBuilds?.[id];
  if (build?.target === undefined || build.state !== 'approved' || build.target === merge.target) return false;
  if (validDuration === 0) return !queueOnSourceUpdateOnly;
  return Date.parse(build.finishTime ?? '') + validDuration * 60_000 <= now.getTime();
}

function statusCheckStatus({ settings }: PolicyDocument, pullRequest: PullRequestDocument): PolicyStatus {
  const wanted = types.statusCheck.parse(settings);
  const newest = pullRequest.iterations.length;
  const posted = pullRequest.statuses.filter(
    (status) =>
      isOfCheck(wanted, status) &&
      [undefined, null, status.createdById].includes(wanted.authorId) &&
      (status.iterationId === undefined ? !wanted.invalidateOnSourceUpdate : status.iterationId === newest),
  );
  const state = posted.at(-1)?.state;
  if (state === undefined) return wanted.policyApplicability === 1 ? 'notApplicable' : 'queued';
  if (state === 'notApplicable') return 'notApplicable';
  if (state === 'succeeded') return 'approved';
  return ['failed', 'error', 'partiallySucceeded'].includes(state) ? 'rejected' : 'queued';
}

export const isOfCheck = (
  { statusGenre, statusName }: { readonly statusGenre?: string | null | undefined; readonly statusName: string },
  { genre, name }: Pick<StatusDocument, 'genre' | 'name'>,
) => name === statusName && (genre ?? '') === (statusGenre ?? '');

/** Rejected while a thread that somebody began is active or pending. */
function commentsStatus({ threads }: PullRequestDocument): PolicyStatus {
  const open = threads.some(
    ({ status, comments }) =>
      (status === 'active' || status === 'pending') && comments.some(({ isDeleted }) => !isDeleted),
  );
  return open ? 'rejected' : 'approved';
}

export const STRATEGY_FLAGS = [
  ['noFastForward', 'allowNoFastForward'],
  ['squash', 'allowSquash'],
  ['rebase', 'allowRebase'],
  ['rebaseMerge', 'allowRebaseMerge'],
] as const;

export type MergeStrategy = (typeof STRATEGY_FLAGS)[number][0];

/** The strategies that all policies on the target branch allow, in the order in which one is chosen by default. */
export function allowedStrategies(place: RepositoryPlace, targetRef: string): readonly MergeStrategy[] {
  const policies = policiesOn(place, targetRef)
    .filter(({ typeId, isBlocking }) => typeId === types.MERGE_STRATEGY && isBlocking)
    .map(({ settings }) => types.mergeStrategy.parse(settings));
  return STRATEGY_FLAGS.filter(([, flag]) => policies.every((policy) => policy[flag])).map(([name]) => name);
}

/** Only a strategy that was chosen can be a wrong one. */
function strategyStatus({ settings }: PolicyDocument, { completionOptions }: PullRequestDocument): PolicyStatus {
  const allowed = types.mergeStrategy.parse(settings);
  const chosen = completionOptions?.['mergeStrategy'];
  const refused = STRATEGY_FLAGS.some(([name, flag]) => name === chosen && !allowed[flag]);
  return refused ? 'rejected' : 'approved';
}
