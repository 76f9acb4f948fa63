import * as z from 'zod';
import { mapConcurrently } from '../../concurrency.ts';
import type { Log } from '../../log.ts';
import type { MergedPullRequest } from '../../release/changes/change.ts';
import { pullRequestOf, WirePullRequest } from './pull-requests.ts';
import { momentOf, pathOf, type RepositoryPlace } from './repository-place.ts';

/** Commits of one query, and queries of one request. */
const BATCH = 100;
const QUERIES = 5;
/** For more commits the pull requests are not read one by one. */
const MAX_READ = 500;
const CONCURRENCY = 8;

const WireCommit = z.object({ commitId: z.string() }).nullish();
const WireMerged = WirePullRequest.extend({
  creationDate: z.string().nullish(),
  closedDate: z.string().nullish(),
  lastMergeCommit: WireCommit,
  lastMergeTargetCommit: WireCommit,
  workItemRefs: z.array(z.object({ id: z.string() })).nullish(),
});
type WireMerged = z.infer<typeof WireMerged>;
const WireResults = z.object({ results: z.array(z.record(z.string(), z.array(WireMerged))) });

/**
 * Requires "Read". The completed pull requests into `branch` that became these commits, the newest where there are several.
 * With more than 500 commits descriptions stay cut as the list has them (400 characters), without work items.
 */
export async function findMerged(
  place: RepositoryPlace,
  { branch, commits, log }: { readonly branch: string; readonly commits: readonly string[]; readonly log: Log },
): Promise<ReadonlyMap<string, MergedPullRequest>> {
  const all = [...new Set(commits)];
  const requests = inGroups(inGroups(all, BATCH), QUERIES);
  const answers = (await mapConcurrently(requests, CONCURRENCY, (batches) => query(place, batches))).flat();
  const found = answers.flatMap((answer) => chooseEach(answer, `refs/heads/${branch}`));
  if (all.length > MAX_READ) {
    log.info(
      `${all.length} new commits: of their ${found.length} pull requests only the first 400 characters of the description were read, and no work items.`,
    );
    return new Map(found.map(([commit, one]) => [commit, mergedOf(place, commit, one)]));
  }
  const read = await mapConcurrently(found, CONCURRENCY, async ([commit, { pullRequestId }]) => {
    const whole = mergedOf(place, commit, await readWhole(place, pullRequestId));
    return [commit, whole] as const;
  });
  return new Map(read);
}

const inGroups = <Item>(items: readonly Item[], size: number): readonly (readonly Item[])[] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, index) => items.slice(index * size, (index + 1) * size));

async function query(
  place: RepositoryPlace,
  batches: readonly (readonly string[])[],
): Promise<readonly Readonly<Record<string, WireMerged[]>>[]> {
  const { results } = await place.client.call(
    {
      operation: 'find the pull requests of commits',
      method: 'POST',
      path: pathOf(place, 'pullrequestquery'),
      body: { queries: batches.map((items) => ({ type: 'lastMergeCommit', items })) },
      // It only asks.
      idempotent: true,
      permission: 'Read',
    },
    WireResults,
  );
  return results;
}

/** The newest completed one for each commit; the preview of a merge is no merge. */
function chooseEach(answer: Readonly<Record<string, WireMerged[]>>, targetRef: string): [string, WireMerged][] {
  return Object.entries(answer).flatMap(([commit, candidates]): [string, WireMerged][] => {
    const [newest] = candidates
      .filter(({ status, targetRefName }) => status === 'completed' && targetRefName === targetRef)
      .toSorted((a, b) => b.pullRequestId - a.pullRequestId);
    return newest === undefined ? [] : [[commit.toLowerCase(), newest]];
  });
}

/** Only the single pull request has its whole text. */
const readWhole = (place: RepositoryPlace, id: number): Promise<WireMerged> =>
  place.client.call(
    {
      operation: `show pull request ${id}`,
      path: pathOf(place, 'pullRequests', id),
      query: { includeWorkItemRefs: 'true' },
      permission: 'Read',
    },
    WireMerged,
  );

function mergedOf({ client }: RepositoryPlace, commit: string, wire: WireMerged): MergedPullRequest {
  const { id, title, description, sourceRef, author, authorId, labels } = pullRequestOf(client, wire);
  return {
    id,
    title,
    description,
    sourceRef,
    author,
    authorId,
    labels,
    workItems: (wire.workItemRefs ?? []).map((one) => Number(one.id)).filter(Number.isSafeInteger),
    mergedOnto: wire.lastMergeTargetCommit?.commitId,
    mergeCommit: commit,
    completedAt: momentOf(wire.closedDate ?? wire.creationDate ?? ''),
  };
}
