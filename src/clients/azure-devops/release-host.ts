import * as z from 'zod';
import { mapConcurrently } from '../../concurrency.ts';
import { SlipwayError } from '../../errors.ts';
import type { Log } from '../../log.ts';
import type { ReleaseHost, ReleasePullRequestState } from '../../release/ports.ts';
import { findMerged } from './merged-pull-requests.ts';
import { reconciled } from '../http/reconciled.ts';
import { readRef } from './refs.ts';
import { openPullRequest } from './release-pull-request.ts';
import { readState, stateOf, WireState } from './release-pull-request-state.ts';
import { pathOf, type RepositoryPlace } from './repository-place.ts';
import { readOwnId } from './reviewers.ts';
import { createTag, listTags } from './tags.ts';

/** Pull requests between the same two branches that are looked at. */
const MAX_FOUND = 50;
const CONCURRENCY = 8;

/** A repository of the client's project as releases need it. */
export function createReleaseHost(place: RepositoryPlace, log: Log): ReleaseHost {
  return {
    readOwnId: () => readOwnId(place.client),
    readBranch: async (name) => (await readRef(place, `heads/${name}`))?.objectId,
    listTags: (prefix) => listTags(place, prefix),
    createTag: (tag) => createTag(place, tag),
    findMerged: (branch, commits) => findMerged(place, { branch, commits, log }),
    findPullRequests: (source, target) => findPullRequests(place, { source, target, status: 'all' }),
    createPullRequest: (request) => createPullRequest(place, request, log),
    openPullRequest: (id) => openPullRequest(place, id, log),
  };
}

interface Between {
  readonly source: string;
  readonly target: string;
  readonly status: 'all' | 'active';
}

/** Requires "Read". The newest first; each is read by itself, for a list cuts descriptions. */
async function findPullRequests(
  place: RepositoryPlace,
  { source, target, status }: Between,
): Promise<readonly ReleasePullRequestState[]> {
  const { client } = place;
  const { value } = await client.call(
    {
      operation: `list the pull requests from ${source} to ${target}`,
      path: pathOf(place, 'pullrequests'),
      query: {
        'searchCriteria.sourceRefName': `refs/heads/${source}`,
        'searchCriteria.targetRefName': `refs/heads/${target}`,
        'searchCriteria.status': status,
        $top: MAX_FOUND,
      },
      permission: 'Read',
    },
    z.object({ value: z.array(z.object({ pullRequestId: z.number() })) }),
  );
  const ids = value.map(({ pullRequestId }) => pullRequestId).toSorted((a, b) => b - a);
  return mapConcurrently(ids, CONCURRENCY, async (id) => stateOf(client, await readState(client, id)));
}

type Request = Parameters<ReleaseHost['createPullRequest']>[0];

/**
 * Requires "Contribute to pull requests". There is one active pull request between two branches: after a lost answer, or
 * when somebody was faster, it is that one.
 */
async function createPullRequest(place: RepositoryPlace, request: Request, log: Log): Promise<ReleasePullRequestState> {
  const { source, target } = request;
  const find = async () => (await findPullRequests(place, { source, target, status: 'active' }))[0];
  try {
    return await reconciled({
      write: () => create(place, request),
      find,
      pause: (ms) => place.client.pause(ms),
    });
  } catch (error) {
    if (!(error instanceof SlipwayError)) throw error;
    if (error.code === 'AZURE_DEVOPS_CONFLICT') {
      const active = await find();
      if (active !== undefined) return active;
    }
    if (request.workItems.length === 0 || !ABOUT_WORK_ITEMS.includes(error.code)) throw error;
    log.warn(`The release pull request is opened without its work items: ${error.message}`);
    return createPullRequest(place, { ...request, workItems: [] }, log);
  }
}

/** One that is gone or may not be seen makes the service refuse the whole pull request. */
const ABOUT_WORK_ITEMS = ['AZURE_DEVOPS_NOT_FOUND', 'AZURE_DEVOPS_REFUSED', 'AZURE_DEVOPS_FORBIDDEN'];

async function create(place: RepositoryPlace, request: Request): Promise<ReleasePullRequestState> {
  const { source, target, title, description, label, workItems } = request;
  const wire = await place.client.call(
    {
      operation: `open a pull request from ${source} to ${target}`,
      method: 'POST',
      path: pathOf(place, 'pullrequests'),
      body: {
        sourceRefName: `refs/heads/${source}`,
        targetRefName: `refs/heads/${target}`,
        title,
        description,
        labels: [{ name: label }],
        ...(workItems.length === 0 ? {} : { workItemRefs: workItems.map((id) => ({ id: String(id) })) }),
      },
      permission: 'Contribute to pull requests',
    },
    WireState,
  );
  return stateOf(place.client, wire);
}
