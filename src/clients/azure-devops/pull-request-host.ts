import type { PullRequest, PullRequestHost } from '../../review/ports.ts';
import type { AzureDevOpsClient } from './azure-devops-client.ts';
import { listIterationChanges, readNewestIteration } from './iterations.ts';
import { readProperties, writeProperty } from './properties.ts';
import { readPullRequest } from './pull-requests.ts';
import { castVote, readOwnVote } from './reviewers.ts';
import { listStatuses, postStatus } from './statuses.ts';
import { createThread, deleteComment, editComment, listThreads, setThreadStatus } from './threads.ts';

/** A pull request of the project, by its number; its repository is asked for when it is first needed. */
export interface PullRequestAddress {
  readonly client: AzureDevOpsClient;
  readonly pullRequestId: number;
}

/** Where everything below a pull request is found. */
export interface PullRequestPlace {
  readonly client: AzureDevOpsClient;
  /** git/repositories/{id}/pullRequests/{id} */
  readonly path: readonly (string | number)[];
}

export function createPullRequestHost(address: PullRequestAddress): PullRequestHost {
  let asked: Promise<PullRequest> | undefined;
  const read = () => (asked ??= readPullRequest(address));
  const place = async (): Promise<PullRequestPlace> => {
    const { repositoryId, id } = await read();
    return { client: address.client, path: ['git', 'repositories', repositoryId, 'pullRequests', id] };
  };
  return {
    readPullRequest: read,
    readNewestIteration: async () => readNewestIteration(await place()),
    listIterationChanges: async (iteration) => listIterationChanges(await place(), iteration),
    listThreads: async () => listThreads(await place()),
    createThread: async (thread) => createThread(await place(), thread),
    setThreadStatus: async (id, status) => setThreadStatus(await place(), id, status),
    editComment: async (thread, comment, content) => editComment(await place(), { thread, comment, content }),
    deleteComment: async (thread, comment) => deleteComment(await place(), { thread, comment }),
    readProperties: async () => readProperties(await place()),
    writeProperty: async (name, value) => writeProperty(await place(), name, value),
    listStatuses: async () => listStatuses(await place()),
    postStatus: async (status) => postStatus(await place(), status),
    readOwnVote: async () => readOwnVote(await place()),
    vote: async (vote) => castVote(await place(), vote),
  };
}
