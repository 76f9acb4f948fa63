import * as z from 'zod';
import { mapConcurrently } from '../../concurrency.ts';
import { pathOf, type RepositoryPlace } from './repository-place.ts';

/** Commits of a pull request that are looked at, the newest. */
const MOST = 200;
/** Of them, those whose message the list has cut and that are read alone: trailers stand at the end. */
const MOST_WHOLE = 50;
const AT_ONCE = 4;

const WireCommit = z.object({
  commitId: z.string(),
  comment: z.string().nullish(),
  commentTruncated: z.boolean().nullish(),
});

/** Requires "Read". Messages of the commits that `sourceCommit` has and `commonCommit` has not, the newest first. */
export async function listCommitMessages(
  place: RepositoryPlace,
  { commonCommit, sourceCommit }: { readonly commonCommit: string; readonly sourceCommit: string },
): Promise<readonly string[]> {
  const { value } = await place.client.call(
    {
      operation: "list the pull request's commits",
      path: pathOf(place, 'commits'),
      query: {
        'searchCriteria.itemVersion.version': commonCommit,
        'searchCriteria.itemVersion.versionType': 'commit',
        'searchCriteria.compareVersion.version': sourceCommit,
        'searchCriteria.compareVersion.versionType': 'commit',
        'searchCriteria.$top': MOST,
      },
      permission: 'Read',
    },
    z.object({ value: z.array(WireCommit) }),
  );
  const cut = new Set(
    value
      .filter(({ commentTruncated }) => commentTruncated)
      .slice(0, MOST_WHOLE)
      .map(({ commitId }) => commitId),
  );
  return mapConcurrently(value, AT_ONCE, async ({ commitId, comment }) =>
    cut.has(commitId) ? readCommitMessage(place, commitId) : (comment ?? ''),
  );
}

/** Requires "Read". The whole message. */
export async function readCommitMessage(place: RepositoryPlace, commit: string): Promise<string> {
  const { comment } = await place.client.call(
    { operation: `show commit ${commit}`, path: pathOf(place, 'commits', commit), permission: 'Read' },
    WireCommit,
  );
  return comment ?? '';
}
