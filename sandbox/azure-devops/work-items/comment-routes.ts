import * as z from 'zod';
import { invalidArgument, notFound } from '../errors.ts';
import { json } from '../rest/answers.ts';
import { readBody } from '../rest/body.ts';
import { numberOf, queryNumber, type Call } from '../rest/call.ts';
import { route, type Route } from '../rest/router.ts';
import type { WorkItemDocument } from './documents.ts';
import { itemOfPath, requireEdit, type WorkItemPlace } from './place.ts';
import { presentComment, workItemUrl } from './present.ts';
import { saveWorkItem } from './pull-request-links.ts';
import { addComment } from './save-item.ts';

const PAGE = 200;

/** The newest first; the token is the number of comments already given. */
function listComments(call: Call) {
  const place = itemOfPath(call);
  const order = (call.query.get('order') ?? 'desc').toLowerCase();
  if (order !== 'asc' && order !== 'desc') throw invalidArgument(`The value '${order}' is not valid for order.`);
  const wanted = idsOf(call);
  const found = place.item.comments.filter(({ id }) => wanted?.has(id) ?? true);
  const sorted = order === 'asc' ? found : [...found].reverse();
  const start = queryNumber(call, 'continuationToken', 0);
  const end = start + Math.min(queryNumber(call, '$top', PAGE), PAGE);
  const comments = sorted.slice(start, end).map((comment) => presentComment(place, comment));
  return json({
    totalCount: place.item.comments.length,
    count: comments.length,
    comments,
    ...(end < sorted.length ? { continuationToken: String(end) } : {}),
    url: `${workItemUrl(place)}/comments`,
  });
}

function idsOf(call: Call): ReadonlySet<number> | undefined {
  const text = call.query.get('ids');
  if (text === undefined) return undefined;
  const ids = text.split(',').map((one) => one.trim());
  if (!ids.every((id) => /^[1-9]\d{0,8}$/.test(id))) throw invalidArgument(`The value '${text}' is not valid for ids.`);
  return new Set(ids.map(Number));
}

const commentBody = z.strictObject({ text: z.string().refine((text) => text.trim() !== '', 'must not be empty') });

function revise(call: Call, { world, organisation }: WorkItemPlace, item: WorkItemDocument, now: string): void {
  item.rev += 1;
  item.changedById = call.caller.identity.id;
  item.changedDate = now;
  saveWorkItem(world, organisation, item);
}

function createComment(call: Call) {
  const place = itemOfPath(call);
  requireEdit(call);
  const { text } = readBody(call, commentBody);
  const now = call.world.clock.now().toISOString();
  const comment = addComment(place.item, { text, by: call.caller.identity, now });
  revise(call, place, place.item, now);
  return json(presentComment(place, comment));
}

function commentOf(call: Call, { item }: WorkItemPlace) {
  const id = numberOf(call, 'comment');
  const comment = item.comments.find((one) => one.id === id);
  if (!comment)
    throw notFound('WorkItemCommentNotFoundException', `The comment ${id} of work item ${item.id} was not found.`);
  return comment;
}

function updateComment(call: Call) {
  const place = itemOfPath(call);
  requireEdit(call);
  const comment = commentOf(call, place);
  const { text } = readBody(call, commentBody);
  const now = call.world.clock.now().toISOString();
  comment.text = text;
  comment.version += 1;
  comment.modifiedById = call.caller.identity.id;
  comment.modifiedDate = now;
  revise(call, place, place.item, now);
  return json(presentComment(place, comment));
}

function getComment(call: Call) {
  const place = itemOfPath(call);
  return json(presentComment(place, commentOf(call, place)));
}

const COMMENTS = 'wit/workItems/{id}/comments';

/** Comments were never released: every version of them is a preview. */
export const workItemCommentRoutes: readonly Route[] = [
  route('GET', COMMENTS, 4, listComments),
  route('POST', COMMENTS, 4, createComment),
  route('GET', `${COMMENTS}/{comment}`, 4, getComment),
  route('PATCH', `${COMMENTS}/{comment}`, 4, updateComment),
].map((one) => ({ ...one, previewOnly: true }));
