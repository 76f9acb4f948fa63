import * as z from 'zod';
import { SlipwayError } from '../../errors.ts';
import type { NewThread, Placement, Thread, ThreadStatus } from '../../pull-request.ts';
import type { Call } from './call.ts';
import { withoutSlash } from './iterations.ts';
import { textProperties } from './properties.ts';
import type { PullRequestPlace } from './pull-request-place.ts';
import { reconciled } from '../http/reconciled.ts';

const STATUSES = ['active', 'fixed', 'wontFix', 'closed', 'byDesign', 'pending'] as const;
const PERMISSION = 'Contribute to pull requests';

const WireThread = z.object({
  id: z.number(),
  status: z.string().nullish(),
  isDeleted: z.boolean().nullish(),
  properties: z.record(z.string(), z.unknown()).nullish(),
  threadContext: z.object({ filePath: z.string().nullish() }).nullish(),
  comments: z
    .array(
      z.object({
        id: z.number(),
        content: z.string().nullish(),
        isDeleted: z.boolean().nullish(),
        author: z.object({ id: z.string() }).nullish(),
      }),
    )
    .nullish(),
});

/** Requires "Read". All threads come in one answer. `own` is who we are. */
export async function listThreads({ client, path }: PullRequestPlace, own: string): Promise<Thread[]> {
  const { value } = await client.call(
    { operation: "list the pull request's comments", path: [...path, 'threads'], permission: 'Read' },
    z.object({ value: z.array(WireThread) }),
  );
  return value.map((thread) => threadOf(thread, own));
}

/**
 * Requires "Contribute to pull requests". After a lost answer the threads are listed: one with the same properties whose
 * number is above `newestKnown` is the one that was asked for; numbers only grow.
 */
export async function createThread(
  place: PullRequestPlace,
  thread: NewThread,
  { own, newestKnown }: { readonly own: string; readonly newestKnown: number },
): Promise<Thread> {
  const { client, path } = place;
  return reconciled({
    write: async () =>
      threadOf(
        await client.call(
          {
            operation: 'add a comment',
            method: 'POST',
            path: [...path, 'threads'],
            body: wireThread(thread),
            permission: PERMISSION,
          },
          WireThread,
        ),
        own,
      ),
    find: async () =>
      (await listThreads(place, own)).find(
        (one) => one.isOwn && one.id > newestKnown && sameProperties(one.properties, thread.properties),
      ),
    pause: (ms) => client.pause(ms),
  });
}

/** Requires "Contribute to pull requests". */
export async function setThreadStatus(
  { client, path }: PullRequestPlace,
  id: number,
  status: ThreadStatus,
): Promise<void> {
  await client.call(
    {
      operation: `set the status of comment ${id}`,
      method: 'PATCH',
      path: [...path, 'threads', id],
      body: { status },
      idempotent: true,
      permission: PERMISSION,
    },
    WireThread,
  );
}

/** Requires "Contribute to pull requests", and that we wrote the comment. */
export async function editComment(
  { client, path }: PullRequestPlace,
  { thread, comment, content }: { thread: number; comment: number; content: string },
): Promise<void> {
  await client.call(
    {
      operation: `edit comment ${thread}`,
      method: 'PATCH',
      path: [...path, 'threads', thread, 'comments', comment],
      body: { content },
      idempotent: true,
      permission: PERMISSION,
    },
    z.object({}),
  );
}

/** Requires "Contribute to pull requests", and that we wrote the comment. A thread without comments is not shown. */
export async function deleteComment(
  { client, path }: PullRequestPlace,
  { thread, comment }: { thread: number; comment: number },
): Promise<void> {
  const call: Call = {
    operation: `delete comment ${thread}`,
    method: 'DELETE',
    path: [...path, 'threads', thread, 'comments', comment],
    permission: PERMISSION,
  };
  await client.call(call, z.object({})).catch((error: unknown) => {
    // A try whose answer was lost may have deleted it.
    if (!(error instanceof SlipwayError) || error.code !== 'AZURE_DEVOPS_NOT_FOUND') throw error;
  });
}

function wireThread({ content, status, placement, properties }: NewThread): Record<string, unknown> {
  return {
    comments: [{ parentCommentId: 0, content, commentType: 'text' }],
    status,
    properties,
    ...(placement ? wirePlacement(placement) : {}),
  };
}

/**
 * The path needs its leading slash and both ends must be there: without the one a comment lands nowhere, without the
 * other the whole page breaks. First equal to second iteration makes the left side the merge base.
 */
function wirePlacement({ path, side, start, end, changeTrackingId, iteration }: Placement): Record<string, unknown> {
  const [startName, endName] = side === 'new' ? ['rightFileStart', 'rightFileEnd'] : ['leftFileStart', 'leftFileEnd'];
  return {
    threadContext: { filePath: `/${path}`, [startName]: start, [endName]: end },
    pullRequestThreadContext: {
      changeTrackingId,
      iterationContext: { firstComparingIteration: iteration, secondComparingIteration: iteration },
    },
  };
}

function threadOf(thread: z.infer<typeof WireThread>, own: string): Thread {
  const { id, status, isDeleted, properties, threadContext, comments } = thread;
  return {
    id,
    status: STATUSES.find((name) => name.toLowerCase() === status?.toLowerCase()) ?? 'unknown',
    isDeleted: isDeleted ?? false,
    properties: textProperties(properties ?? {}),
    isOwn: comments?.[0]?.author?.id.toLowerCase() === own.toLowerCase(),
    path: threadContext?.filePath ? withoutSlash(threadContext.filePath) : undefined,
    comments: (comments ?? []).map((comment) => ({
      id: comment.id,
      content: comment.content ?? '',
      isDeleted: comment.isDeleted ?? false,
    })),
  };
}

const sameProperties = (have: Thread['properties'], want: NewThread['properties']): boolean =>
  Object.entries(want).every(([name, value]) => have[name] === value);
