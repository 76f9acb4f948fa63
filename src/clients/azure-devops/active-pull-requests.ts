import * as z from 'zod';
import type { SweptPullRequest } from '../../review/sweep-repositories.ts';
import { pullRequestOf, WirePullRequest } from './pull-requests.ts';
import { pathOf, type RepositoryPlace } from './repository-place.ts';

const PAGE = 100;
/** More than anybody reviews; a sweep takes the oldest. */
const MAX_PAGES = 10;

/** Requires "Read". The oldest first, so that each sweep gets further. */
export async function listActivePullRequests(place: RepositoryPlace): Promise<readonly SweptPullRequest[]> {
  const { client } = place;
  const found: SweptPullRequest[] = [];
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const { value } = await client.call(
      {
        operation: 'list the active pull requests',
        path: pathOf(place, 'pullrequests'),
        query: { 'searchCriteria.status': 'active', $top: PAGE, $skip: page * PAGE },
        permission: 'Read',
      },
      z.object({ value: z.array(WirePullRequest) }),
    );
    found.push(...value.map((one) => pullRequestOf(client, one)));
    if (value.length < PAGE) break;
  }
  return found.toSorted((a, b) => a.id - b.id);
}
