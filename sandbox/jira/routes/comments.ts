import * as z from 'zod';
import type { Comment } from '../documents.ts';
import { refusal } from '../errors.ts';
import { checkCommentBody, newComment } from '../new-comment.ts';
import { presentComment } from '../present/comment.ts';
import { json, noContent } from '../rest/answers.ts';
import { may } from '../rest/authentication.ts';
import { entityProperties, readBody } from '../rest/body.ts';
import { isCloud, pageOf, queryList, requireIssue, value, type Call } from '../rest/call.ts';
import { route, type Route } from '../rest/router.ts';
import type { IssuePlace } from '../workflow/offered.ts';
import { saveIssue, timeOf } from '../world.ts';

const MOST_COMMENTS = 5000;

const visibility = z.strictObject({
  type: z.enum(['group', 'role']),
  value: z.string().optional(),
  identifier: z.string().nullable().optional(),
});

const commentBody = z.strictObject({
  body: z.unknown().optional(),
  visibility: visibility.optional(),
  properties: entityProperties.optional(),
});

/** Data Center keeps no properties that come with a comment. */
const bodyOf = (call: Call) =>
  readBody(call, isCloud(call) ? commentBody.extend({ parentId: z.int().optional() }) : commentBody);

const withProperties = (call: Call) => queryList(call, 'expand').includes('properties');

const present = (call: Call, { issue }: IssuePlace, comment: Comment) =>
  presentComment(call.world, issue, comment, withProperties(call));

function listComments(call: Call) {
  const place = requireIssue(call);
  const order = call.query.get('orderBy') ?? 'created';
  if (!['created', '+created', '-created'].includes(order)) throw refusal(400, `Cannot order comments by '${order}'.`);
  const all = order.startsWith('-') ? [...place.issue.comments].reverse() : place.issue.comments;
  const { values, startAt, maxResults, total } = pageOf(call, all, isCloud(call) ? 100 : MOST_COMMENTS);
  return json({ startAt, maxResults, total, comments: values.map((comment) => present(call, place, comment)) });
}

function requireComment(call: Call, { issue }: IssuePlace): Comment {
  const comment = issue.comments.find(({ id }) => id === value(call, 'comment'));
  if (!comment) throw refusal(404, `Can not find a comment for the id: ${value(call, 'comment')}.`);
  return comment;
}

function getComment(call: Call) {
  const place = requireIssue(call);
  return json(present(call, place, requireComment(call, place)));
}

function postComment(call: Call) {
  const { world, caller } = call;
  const place = requireIssue(call);
  if (!may(caller, 'ADD_COMMENTS', place.project))
    throw refusal(400, `${caller.user.displayName}, you do not have the permission to comment on this issue.`);
  if (place.issue.comments.length >= MOST_COMMENTS)
    throw refusal(413, 'The limit of comments on this issue is reached.');
  const { body, visibility: seenBy, properties = [] } = bodyOf(call);
  const comment = newComment(world, { body, by: caller.user });
  if (seenBy) comment.visibility = seenBy;
  for (const { key, value: content } of properties) comment.properties[key] = content;
  place.issue.comments.push(comment);
  saveIssue(world, place.issue);
  return json(present(call, place, comment), 201);
}

function requireEditable(call: Call, { project }: IssuePlace, comment: Comment): void {
  const isOwn = comment.authorId === call.caller.user.accountId;
  if (may(call.caller, 'EDIT_ALL_COMMENTS', project) || (isOwn && may(call.caller, 'EDIT_OWN_COMMENTS', project)))
    return;
  throw refusal(400, `You do not have permission to edit comment with id: ${comment.id}.`);
}

function putComment(call: Call) {
  const { world, caller } = call;
  const place = requireIssue(call);
  const comment = requireComment(call, place);
  requireEditable(call, place, comment);
  const { body, visibility: seenBy, properties = [] } = bodyOf(call);
  checkCommentBody(world, body);
  Object.assign(comment, { body, updated: timeOf(world), updateAuthorId: caller.user.accountId });
  if (seenBy) comment.visibility = seenBy;
  for (const { key, value: content } of properties) comment.properties[key] = content;
  saveIssue(world, place.issue);
  return json(present(call, place, comment));
}

function deleteComment(call: Call) {
  const place = requireIssue(call);
  const comment = requireComment(call, place);
  requireEditable(call, place, comment);
  place.issue.comments.splice(place.issue.comments.indexOf(comment), 1);
  saveIssue(call.world, place.issue);
  return noContent();
}

export const commentRoutes: readonly Route[] = [
  route('GET', 'issue/{issue}/comment', listComments),
  route('POST', 'issue/{issue}/comment', postComment),
  route('GET', 'issue/{issue}/comment/{comment}', getComment),
  route('PUT', 'issue/{issue}/comment/{comment}', putComment),
  route('DELETE', 'issue/{issue}/comment/{comment}', deleteComment),
];
