import * as z from 'zod';
import type { CommentDocument, ThreadDocument } from '../documents.ts';
import { invalidArgument, notFound } from '../errors.ts';
import { presentThread } from '../present/thread.ts';
import { json, list } from '../rest/answers.ts';
import { requirePermission } from '../rest/authentication.ts';
import { enumValue, readBody } from '../rest/body.ts';
import { numberOf, pullRequestOf, queryNumber, save, type Call, type PullRequestPlace } from '../rest/call.ts';
import { route, type Route } from '../rest/router.ts';
import { propertyMap } from '../validation/properties.ts';
import { checkThreadPosition } from '../validation/thread-position.ts';
import { commentType, content, MOST_COMMENTS } from './comment-fields.ts';
import { iterationOf } from './iterations.ts';

const status = enumValue({ unknown: 0, active: 1, fixed: 2, wontFix: 3, closed: 4, byDesign: 5, pending: 6 });
const position = z.strictObject({ line: z.int(), offset: z.int() });

const newThread = z.strictObject({
  comments: z
    .array(z.strictObject({ parentCommentId: z.int().min(0).optional(), content, commentType: commentType.optional() }))
    .min(1)
    .max(MOST_COMMENTS),
  status: status.optional(),
  threadContext: z
    .strictObject({
      filePath: z.string(),
      leftFileStart: position.nullish(),
      leftFileEnd: position.nullish(),
      rightFileStart: position.nullish(),
      rightFileEnd: position.nullish(),
    })
    .nullish(),
  pullRequestThreadContext: z
    .strictObject({
      changeTrackingId: z.int(),
      iterationContext: z.strictObject({ firstComparingIteration: z.int(), secondComparingIteration: z.int() }),
    })
    .nullish(),
  properties: propertyMap.nullish(),
});

/** Throws 404 when the pull request has no such thread. */
export function threadOf(call: Call, { pullRequest }: PullRequestPlace): ThreadDocument {
  const id = numberOf(call, 'thread');
  const thread = pullRequest.threads.find((one) => one.id === id);
  if (thread) return thread;
  throw notFound('CommentThreadNotFoundException', `The comment thread ${id} does not exist.`);
}

/** Positions are given as they were posted: the sandbox tracks none. */
function checkTracking(call: Call, place: PullRequestPlace) {
  for (const name of ['$iteration', '$baseIteration']) {
    const iteration = queryNumber(call, name, 0);
    if (iteration !== 0) iterationOf(place, iteration);
  }
}

function listThreads(call: Call) {
  const place = pullRequestOf(call);
  checkTracking(call, place);
  return list(place.pullRequest.threads.map((thread) => presentThread(call.world, place, thread)));
}

function getThread(call: Call) {
  const place = pullRequestOf(call);
  checkTracking(call, place);
  return json(presentThread(call.world, place, threadOf(call, place)));
}

async function createThread(call: Call) {
  const place = pullRequestOf(call);
  requirePermission(call.caller, 'contributeToPullRequests');
  const body = readBody(call, newThread);
  const [context, pullRequestContext] = [body.threadContext ?? null, body.pullRequestThreadContext ?? null];
  await checkThreadPosition(call.world, place, { context, pullRequestContext });
  const now = call.world.clock.now().toISOString();
  const comments: CommentDocument[] = body.comments.map((comment, index) => {
    const parentCommentId = comment.parentCommentId ?? 0;
    if (parentCommentId > index) throw invalidArgument(`The parent comment ${parentCommentId} does not exist.`);
    return {
      id: index + 1,
      parentCommentId,
      authorId: call.caller.identity.id,
      commentType: comment.commentType ?? 'text',
      content: comment.content,
      publishedDate: now,
      lastUpdatedDate: now,
      isDeleted: false,
    };
  });
  const thread: ThreadDocument = {
    id: call.world.store.takeNumber(call.organisation, 'thread'),
    publishedDate: now,
    lastUpdatedDate: now,
    comments,
    context,
    pullRequestContext,
    status: body.status ?? 'unknown',
    properties: body.properties ?? {},
  };
  place.pullRequest.threads.push(thread);
  save(call, place);
  return json(presentThread(call.world, place, thread));
}

const threadUpdate = z.strictObject({ status: status.optional(), properties: propertyMap.optional() });

function updateThread(call: Call) {
  const place = pullRequestOf(call);
  requirePermission(call.caller, 'contributeToPullRequests');
  const thread = threadOf(call, place);
  const body = readBody(call, threadUpdate);
  if (body.status === undefined && body.properties === undefined)
    throw invalidArgument('The comment thread update changes nothing.');
  if (body.status !== undefined) thread.status = body.status;
  thread.properties = { ...thread.properties, ...body.properties };
  thread.lastUpdatedDate = call.world.clock.now().toISOString();
  save(call, place);
  return json(presentThread(call.world, place, thread));
}

const THREADS = 'git/repositories/{repository}/pullRequests/{pullRequest}/threads';

export const threadRoutes: readonly Route[] = [
  route('GET', THREADS, 1, listThreads),
  route('POST', THREADS, 1, createThread),
  route('GET', `${THREADS}/{thread}`, 1, getThread),
  route('PATCH', `${THREADS}/{thread}`, 1, updateThread),
];
