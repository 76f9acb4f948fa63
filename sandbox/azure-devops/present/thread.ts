import type { CommentDocument, ThreadDocument } from '../documents.ts';
import type { PullRequestPlace } from '../rest/call.ts';
import type { World } from '../world.ts';
import { presentIdentityOf } from './identity.ts';
import { presentProperties } from './properties.ts';
import { pullRequestUrl } from './pull-request.ts';

export const isDeleted = ({ comments }: ThreadDocument) => comments.every((comment) => comment.isDeleted);

/** GitPullRequestCommentThread. */
export function presentThread(world: World, place: PullRequestPlace, thread: ThreadDocument) {
  return {
    ...(thread.pullRequestContext === null ? {} : { pullRequestThreadContext: thread.pullRequestContext }),
    id: thread.id,
    publishedDate: thread.publishedDate,
    lastUpdatedDate: thread.lastUpdatedDate,
    comments: thread.comments.map((comment) => presentComment(world, place, thread, comment)),
    ...(thread.status === undefined ? {} : { status: thread.status }),
    threadContext: thread.context,
    properties: presentProperties(thread.properties),
    identities: null,
    isDeleted: isDeleted(thread),
    _links: { self: { href: threadUrl(world, place, thread) } },
  };
}

const threadUrl = (world: World, place: PullRequestPlace, { id }: ThreadDocument) =>
  `${pullRequestUrl(world, place)}/threads/${id}`;

/** Comment; the text of a deleted one is gone. */
export function presentComment(
  world: World,
  place: PullRequestPlace,
  thread: ThreadDocument,
  comment: CommentDocument,
) {
  return {
    id: comment.id,
    parentCommentId: comment.parentCommentId,
    author: presentIdentityOf(world, place.organisation, comment.authorId),
    ...(comment.isDeleted ? { isDeleted: true } : { content: comment.content }),
    publishedDate: comment.publishedDate,
    lastUpdatedDate: comment.lastUpdatedDate,
    lastContentUpdatedDate: comment.lastUpdatedDate,
    commentType: comment.commentType,
    usersLiked: [],
    _links: { self: { href: `${threadUrl(world, place, thread)}/comments/${comment.id}` } },
  };
}
