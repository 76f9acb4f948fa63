import type { IterationDocument, PullRequestDocument, StatusDocument } from '../documents.ts';
import type { PullRequestPlace } from '../rest/call.ts';
import type { World } from '../world.ts';
import { presentIdentityOf } from './identity.ts';
import { organisationUrl, presentRepository, repositoryUrl } from './repository.ts';
import { presentProperties } from './properties.ts';

/** Lists carry no more of a description. */
const LISTED_DESCRIPTION = 400;

export const pullRequestUrl = (world: World, place: PullRequestPlace) =>
  `${repositoryUrl(world, place)}/pullRequests/${place.pullRequest.id}`;

const commitRef = (world: World, place: PullRequestPlace, commitId: string) => ({
  commitId,
  url: `${repositoryUrl(world, place)}/commits/${commitId}`,
});

/** GitPullRequest; `listed` as lists have it. */
export function presentPullRequest(world: World, place: PullRequestPlace, { listed = false } = {}) {
  const { organisation, pullRequest: document } = place;
  const { merge } = document;
  const ref = (commit: string) => commitRef(world, place, commit);
  const url = pullRequestUrl(world, place);
  return {
    repository: presentRepository(world, place),
    pullRequestId: document.id,
    codeReviewId: document.id,
    status: document.status,
    createdBy: presentIdentityOf(world, organisation, document.createdById),
    creationDate: document.creationDate,
    ...closing(world, place),
    title: document.title,
    ...(document.description === ''
      ? {}
      : { description: listed ? document.description.slice(0, LISTED_DESCRIPTION) : document.description }),
    sourceRefName: document.sourceRef,
    targetRefName: document.targetRef,
    mergeStatus: document.completion ? 'queued' : merge.status,
    isDraft: document.isDraft,
    hasMultipleMergeBases: document.hasMultipleMergeBases,
    lastMergeSourceCommit: ref(merge.source),
    lastMergeTargetCommit: ref(merge.target),
    ...(merge.commit === undefined || document.completion ? {} : { lastMergeCommit: ref(merge.commit) }),
    reviewers: document.reviewers.map((reviewer) => presentReviewer(world, place, reviewer)),
    ...(document.labels.length === 0
      ? {}
      : { labels: document.labels.map((label) => presentLabel(world, place, label)) }),
    url,
    _links: { self: { href: url }, repository: { href: repositoryUrl(world, place) } },
    supportsIterations: true,
    artifactId: `vstfs:///Git/PullRequestId/${place.repository.projectId}%2f${place.repository.id}%2f${document.id}`,
  };
}

function closing(world: World, { organisation, pullRequest }: PullRequestPlace) {
  const { closedDate, closedById, autoCompleteSetById, completionOptions, mergeOptions, completion, merge } =
    pullRequest;
  const person = (id: string) => presentIdentityOf(world, organisation, id);
  return {
    ...(closedDate === undefined ? {} : { closedDate }),
    ...(closedById === undefined ? {} : { closedBy: person(closedById) }),
    ...(autoCompleteSetById === undefined ? {} : { autoCompleteSetBy: person(autoCompleteSetById) }),
    ...(completionOptions === undefined ? {} : { completionOptions }),
    ...(mergeOptions === undefined ? {} : { mergeOptions }),
    ...(completion === undefined ? {} : { completionQueueTime: completion.queuedDate }),
    ...(merge.status === 'failure' ? { mergeFailureType: 'unknown', mergeFailureMessage: merge.failure } : {}),
  };
}

/** IdentityRefWithVote. */
export function presentReviewer(
  world: World,
  place: PullRequestPlace,
  { id, vote, isRequired }: PullRequestDocument['reviewers'][number],
) {
  return {
    ...presentIdentityOf(world, place.organisation, id),
    reviewerUrl: `${pullRequestUrl(world, place)}/reviewers/${id}`,
    vote,
    hasDeclined: false,
    isRequired,
    isFlagged: false,
  };
}

/** WebApiTagDefinition. */
export const presentLabel = (
  world: World,
  place: PullRequestPlace,
  { id, name }: PullRequestDocument['labels'][number],
) => ({ id, name, active: true, url: `${pullRequestUrl(world, place)}/labels/${id}` });

/** GitPullRequestIteration. */
export function presentIteration(world: World, place: PullRequestPlace, iteration: IterationDocument) {
  const ref = (commit: string) => commitRef(world, place, commit);
  const url = `${pullRequestUrl(world, place)}/iterations/${iteration.id}`;
  return {
    id: iteration.id,
    description: iteration.reason,
    author: presentIdentityOf(world, place.organisation, iteration.authorId),
    createdDate: iteration.createdDate,
    updatedDate: iteration.createdDate,
    sourceRefCommit: ref(iteration.source),
    targetRefCommit: ref(iteration.target),
    commonRefCommit: ref(iteration.common),
    hasMoreCommits: false,
    reason: iteration.reason,
    ...(iteration.oldTargetRef === undefined ? {} : { oldTargetRefName: iteration.oldTargetRef }),
    ...(iteration.newTargetRef === undefined ? {} : { newTargetRefName: iteration.newTargetRef }),
    _links: { self: { href: url } },
  };
}

/** GitPullRequestStatus. */
export function presentStatus(world: World, place: PullRequestPlace, status: StatusDocument) {
  const url = `${pullRequestUrl(world, place)}/statuses/${status.id}`;
  return {
    id: status.id,
    ...(status.iterationId === undefined ? {} : { iterationId: status.iterationId }),
    state: status.state,
    description: status.description,
    context: { name: status.name, genre: status.genre },
    creationDate: status.creationDate,
    updatedDate: status.creationDate,
    createdBy: presentIdentityOf(world, place.organisation, status.createdById),
    ...(status.targetUrl === undefined ? {} : { targetUrl: status.targetUrl }),
    properties: presentProperties(status.properties),
    _links: { self: { href: url }, repository: { href: organisationUrl(world, place.organisation) } },
  };
}
