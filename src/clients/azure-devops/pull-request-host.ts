import type { PullRequestHost } from '../../review/ports.ts';
import type { Thread } from '../../pull-request.ts';
import { listIterationChanges, readNewestIteration } from './iterations.ts';
import { readProperties, writeProperty } from './properties.ts';
import type { PullRequestAddress, PullRequestPlace } from './pull-request-place.ts';
import { readPullRequest } from './pull-requests.ts';
import { castVote, readOwnId, readVote } from './reviewers.ts';
import { listStatuses, postStatus } from './statuses.ts';
import { createThread, deleteComment, editComment, listThreads, setThreadStatus } from './threads.ts';

/** A pull request on Azure DevOps; its repository is asked for when it is first needed. */
export function createPullRequestHost(address: PullRequestAddress): PullRequestHost {
  const { client, pullRequestId } = address;
  // What does not change during a run is asked once.
  const place = once(async (): Promise<PullRequestPlace> => {
    const { repositoryId } = await readPullRequest(address);
    return { client, path: ['git', 'repositories', repositoryId, 'pullRequests', pullRequestId] };
  });
  const own = once(() => readOwnId(client));
  let newestThread: number | undefined;

  async function readThreads(): Promise<readonly Thread[]> {
    const threads = await listThreads(await place(), await own());
    newestThread = threads.reduce((newest, { id }) => Math.max(newest, id), newestThread ?? 0);
    return threads;
  }

  return {
    readPullRequest: () => readPullRequest(address),
    readOwnId: own,
    readNewestIteration: async () => readNewestIteration(await place()),
    listIterationChanges: async (iteration) => listIterationChanges(await place(), iteration),
    listThreads: readThreads,
    createThread: async (thread) => {
      if (newestThread === undefined) await readThreads();
      const created = await createThread(await place(), thread, { own: await own(), newestKnown: newestThread ?? 0 });
      newestThread = Math.max(newestThread ?? 0, created.id);
      return created;
    },
    setThreadStatus: async (id, status) => setThreadStatus(await place(), id, status),
    editComment: async (thread, comment, content) => editComment(await place(), { thread, comment, content }),
    deleteComment: async (thread, comment) => deleteComment(await place(), { thread, comment }),
    readProperties: async () => readProperties(await place()),
    writeProperty: async (name, value) => writeProperty(await place(), name, value),
    listStatuses: async () => listStatuses(await place()),
    postStatus: async (status) => postStatus(await place(), status),
    readOwnVote: async () => readVote(await place(), await own()),
    vote: async (vote) => castVote(await place(), await own(), vote),
  };
}

/** Asks once, and again after a failure. */
function once<Value>(ask: () => Promise<Value>): () => Promise<Value> {
  let asked: Promise<Value> | undefined;
  return () =>
    (asked ??= ask().catch((error: unknown) => {
      asked = undefined;
      throw error;
    }));
}
