import * as z from 'zod';
import type { CommentDocument, ThreadDocument } from '../documents.ts';
import { invalidArgument, notFound, RestError } from '../errors.ts';
import { presentComment } from '../present/thread.ts';
import { json, list, nothing } from '../rest/answers.ts';
import { requirePermission } from '../rest/authentication.ts';
import { readBody } from '../rest/body.ts';
import { numberOf, pullRequestOf, save, type Call } from '../rest/call.ts';
import { route, type Route } from '../rest/router.ts';
import { commentType, content, MOST_COMMENTS } from './comment-fields.ts';
import { threadOf } from './threads.ts';

const newComment = z.strictObject({
  parentCommentId: z.int().min(0).optional(),
  content,
  commentType: commentType.optional(),
});

function findThread(call: Call) {
  const place = pullRequestOf(call);
  return { place, thread: threadOf(call, place) };
}

/** Throws 404 without such a comment, 403 when another wrote it: only an author changes a comment. */
function ownComment(call: Call, thread: ThreadDocument): CommentDocument {
  const comment = commentOf(call, thread);
  if (comment.authorId === call.caller.identity.id && comment.commentType !== 'system') return comment;
  throw new RestError(403, 'CommentCannotBeUpdatedException', 'A comment can only be changed by its author.');
}

function commentOf(call: Call, thread: ThreadDocument): CommentDocument {
  const id = numberOf(call, 'comment');
  const comment = thread.comments.find((one) => one.id === id);
  if (comment) return comment;
  throw notFound('CommentNotFoundException', `The comment ${id} does not exist in the thread ${thread.id}.`);
}

function listComments(call: Call) {
  const { place, thread } = findThread(call);
  return list(thread.comments.map((comment) => presentComment(call.world, place, thread, comment)));
}

function getComment(call: Call) {
  const { place, thread } = findThread(call);
  return json(presentComment(call.world, place, thread, commentOf(call, thread)));
}

function createComment(call: Call) {
  const { place, thread } = findThread(call);
  requirePermission(call.caller, 'contributeToPullRequests');
  const body = readBody(call, newComment);
  const parentCommentId = body.parentCommentId ?? 0;
  if (thread.comments.length >= MOST_COMMENTS)
    throw invalidArgument(`A comment thread takes at most ${MOST_COMMENTS} comments.`);
  if (parentCommentId > thread.comments.length)
    throw invalidArgument(`The parent comment ${parentCommentId} does not exist.`);
  const now = call.world.clock.now().toISOString();
  const comment: CommentDocument = {
    id: thread.comments.length + 1,
    parentCommentId,
    authorId: call.caller.identity.id,
    commentType: body.commentType ?? 'text',
    content: body.content,
    publishedDate: now,
    lastUpdatedDate: now,
    isDeleted: false,
  };
  thread.comments.push(comment);
  thread.lastUpdatedDate = now;
  save(call, place);
  return json(presentComment(call.world, place, thread, comment));
}

function updateComment(call: Call) {
  const { place, thread } = findThread(call);
  requirePermission(call.caller, 'contributeToPullRequests');
  const comment = ownComment(call, thread);
  const body = readBody(call, newComment);
  if (comment.isDeleted) throw invalidArgument('A deleted comment cannot be changed.');
  const now = call.world.clock.now().toISOString();
  comment.content = body.content;
  comment.lastUpdatedDate = now;
  thread.lastUpdatedDate = now;
  save(call, place);
  return json(presentComment(call.world, place, thread, comment));
}

function deleteComment(call: Call) {
  const { place, thread } = findThread(call);
  requirePermission(call.caller, 'contributeToPullRequests');
  const comment = ownComment(call, thread);
  comment.isDeleted = true;
  comment.content = '';
  thread.lastUpdatedDate = call.world.clock.now().toISOString();
  save(call, place);
  return nothing();
}

const COMMENTS = 'git/repositories/{repository}/pullRequests/{pullRequest}/threads/{thread}/comments';

export const commentRoutes: readonly Route[] = [
  route('GET', COMMENTS, 1, listComments),
  route('POST', COMMENTS, 1, createComment),
  route('GET', `${COMMENTS}/{comment}`, 1, getComment),
  route('PATCH', `${COMMENTS}/{comment}`, 1, updateComment),
  route('DELETE', `${COMMENTS}/{comment}`, 1, deleteComment),
];
