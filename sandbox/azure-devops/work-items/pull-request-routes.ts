import { list } from '../rest/answers.ts';
import { pullRequestOf, type Call } from '../rest/call.ts';
import { route, type Route } from '../rest/router.ts';
import { placeOfItem } from './place.ts';
import { workItemUrl } from './present.ts';
import { workItemsOf } from './pull-request-links.ts';

/** ResourceRef: the work items that a pull request is linked to. */
function listWorkItems(call: Call) {
  const { pullRequest, organisation } = pullRequestOf(call);
  const places = workItemsOf(pullRequest).flatMap((id) => placeOfItem(call.world, organisation, id) ?? []);
  return list(places.map((place) => ({ id: String(place.item.id), url: workItemUrl(place) })));
}

export const pullRequestWorkItemRoutes: readonly Route[] = [
  route('GET', 'git/repositories/{repository}/pullRequests/{pullRequest}/workitems', 1, listWorkItems),
];
