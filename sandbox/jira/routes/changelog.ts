import { presentChanges } from '../present/changelog.ts';
import { json } from '../rest/answers.ts';
import { pageOf, requireIssue, type Call } from '../rest/call.ts';
import { route, type Route } from '../rest/router.ts';
import { restUrl } from '../world.ts';

const MOST = 100;

function listChanges(call: Call) {
  const place = requireIssue(call);
  const { values, ...page } = pageOf(call, presentChanges(call.world, place), MOST);
  const address = (startAt: number) =>
    restUrl(call.world, `issue/${place.issue.key}/changelog?startAt=${startAt}&maxResults=${page.maxResults}`);
  return json({
    self: address(page.startAt),
    ...(page.isLast ? {} : { nextPage: address(page.startAt + values.length) }),
    ...page,
    values,
  });
}

/** `expand=changelog` of an issue: all of it on Data Center, the latest first and not more than a page on Cloud. */
export function expandChanges({ world }: Call, place: ReturnType<typeof requireIssue>) {
  const all = presentChanges(world, place);
  const histories = world.deployment === 'cloud' ? all.reverse().slice(0, MOST) : all;
  const maxResults = histories.length;
  return { startAt: 0, maxResults, total: place.issue.history.length, histories };
}

/** Data Center has the history of an issue with the issue only. */
export const changelogRoutes: readonly Route[] = [
  route('GET', 'issue/{issue}/changelog', listChanges, { only: 'cloud' }),
];
