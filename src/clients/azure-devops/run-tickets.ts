import * as z from 'zod';
import type { KeyText } from '../../tickets/find-keys.ts';
import { isReleasePullRequest, RELEASE_LABEL } from '../../release-mark.ts';
import type { RunTickets } from '../../tickets/ports.ts';
import { readCommitMessage } from './commit-messages.ts';
import { pathOf, type RepositoryPlace } from './repository-place.ts';
import { createTicketedPullRequest } from './ticketed-pull-request.ts';

interface Options extends RepositoryPlace {
  /** Of a run that validates a pull request. */
  readonly pullRequestId: number | undefined;
  /** The run's commit. */
  readonly commit: string;
}

const PROPERTY = 'slipway.ticket';

/** What a run is about: its pull request, or the one that became its commit, and the commit's message. */
export function createRunTickets({ pullRequestId, commit, ...place }: Options): RunTickets {
  return {
    readTexts: async () => {
      const id = pullRequestId ?? (await findMerged(place, commit));
      const texts = id === undefined ? [] : await textsOf(place, id);
      // Its text names the tickets of all that it carries, which are moved by the release, not by its merge.
      if (texts === 'release') return [];
      return [...texts, { source: 'commit', text: await readCommitMessage(place, commit) }];
    },
  };
}

async function textsOf({ client }: RepositoryPlace, pullRequestId: number): Promise<readonly KeyText[] | 'release'> {
  const readDiff = () => Promise.resolve(undefined);
  const pullRequest = createTicketedPullRequest({ client, pullRequestId, readDiff });
  const read = await pullRequest.readPullRequest();
  const { sourceRef, title, description } = read;
  if (read.labels.includes(RELEASE_LABEL) && isReleasePullRequest(read, await pullRequest.readOwnId()))
    return 'release';
  const workItems = await pullRequest.listWorkItems();
  const property = (await pullRequest.readProperties())[PROPERTY];
  return [
    { source: 'branch', text: sourceRef.replace(/^refs\/heads\//, '') },
    { source: 'title', text: title },
    { source: 'description', text: description },
    ...workItems.map((id): KeyText => ({ source: 'workItem', text: String(id) })),
    ...(property === undefined ? [] : [{ source: 'property', text: property } as const]),
  ];
}

const WireFound = z.object({
  results: z.array(z.record(z.string(), z.array(z.object({ pullRequestId: z.number(), status: z.string() })))),
});

/** The newest completed pull request of which this is the merge. */
async function findMerged(place: RepositoryPlace, commit: string): Promise<number | undefined> {
  const { results } = await place.client.call(
    {
      operation: 'find the pull request of a commit',
      method: 'POST',
      path: pathOf(place, 'pullrequestquery'),
      body: { queries: [{ type: 'lastMergeCommit', items: [commit] }] },
      // It only asks.
      idempotent: true,
      permission: 'Read',
    },
    WireFound,
  );
  const found = results.flatMap((result) => Object.values(result).flat());
  const completed = found.filter(({ status }) => status === 'completed').map(({ pullRequestId }) => pullRequestId);
  return completed.length === 0 ? undefined : Math.max(...completed);
}
