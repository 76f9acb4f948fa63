import type { PullRequestDocument } from '../documents.ts';
import { invalidArgument } from '../errors.ts';
import { presentPullRequest } from '../present/pull-request.ts';
import { json, list } from '../rest/answers.ts';
import { enumValue } from '../rest/body.ts';
import { projectOf, pullRequestOf, queryFlag, queryNumber, repositoryOf, type Call } from '../rest/call.ts';
import { route, type Route } from '../rest/router.ts';
import { placeOfItem } from '../work-items/place.ts';
import { workItemUrl } from '../work-items/present.ts';
import { workItemsOf } from '../work-items/pull-request-links.ts';
import { placeOf } from '../world.ts';
import { postPullRequest } from './create-pull-request.ts';
import { updatePullRequest } from './update-pull-request.ts';

const PAGE = 101;
const LARGEST_PAGE = 1000;

const searchStatus = enumValue({ notSet: 0, active: 1, abandoned: 2, completed: 3, all: 4 });

/** Pull requests of the given repositories, the newest first, as the query wants them. */
function search(call: Call, repositoryIds: ReadonlySet<string>) {
  const wanted = call.query.get('searchcriteria.status') ?? 'active';
  const status = searchStatus.safeParse(/^\d+$/.test(wanted) ? Number(wanted) : wanted);
  if (!status.success) throw invalidArgument(`The value '${wanted}' is not valid for searchCriteria.status.`);
  const [source, target] = ['sourcerefname', 'targetrefname'].map((name) => call.query.get(`searchcriteria.${name}`));
  const creator = call.query.get('searchcriteria.creatorid')?.toLowerCase();
  const matches = (document: PullRequestDocument) =>
    repositoryIds.has(document.repositoryId) &&
    (status.data === 'all' || document.status === (status.data === 'notSet' ? 'active' : status.data)) &&
    (source === undefined || document.sourceRef === source) &&
    (target === undefined || document.targetRef === target) &&
    (creator === undefined || document.createdById === creator);
  const skip = queryNumber(call, '$skip', 0);
  const top = Math.min(queryNumber(call, '$top', PAGE), LARGEST_PAGE);
  const found = [...call.organisation.pullRequests.values()].filter(matches).sort((a, b) => b.id - a.id);
  return list(found.slice(skip, skip + top).map((pullRequest) => presentListed(call, pullRequest)));
}

function presentListed(call: Call, pullRequest: PullRequestDocument) {
  const repository = call.organisation.document.repositories.find(({ id }) => id === pullRequest.repositoryId);
  if (!repository) throw new Error(`pull request ${pullRequest.id} has no repository`);
  const place = { ...placeOf(call.world, call.organisation, repository), pullRequest };
  return presentPullRequest(call.world, place, { listed: true });
}

function searchProject(call: Call) {
  const project = projectOf(call);
  const repositories = call.organisation.document.repositories.filter(
    ({ projectId }) => project === undefined || projectId === project.id,
  );
  return search(call, new Set(repositories.map(({ id }) => id)));
}

/** With includeWorkItemRefs also the work items that it is linked to. */
function get(call: Call) {
  const place = pullRequestOf(call);
  const shown = presentPullRequest(call.world, place);
  if (!queryFlag(call, 'includeWorkItemRefs')) return json(shown);
  const { organisation, pullRequest } = place;
  const items = workItemsOf(pullRequest).flatMap((id) => placeOfItem(call.world, organisation, id) ?? []);
  return json({ ...shown, workItemRefs: items.map((item) => ({ id: String(item.item.id), url: workItemUrl(item) })) });
}

export const pullRequestRoutes: readonly Route[] = [
  route('GET', 'git/pullrequests', 2, searchProject),
  route('GET', 'git/pullrequests/{pullRequest}', 2, get),
  route('GET', 'git/repositories/{repository}/pullrequests', 2, (call) =>
    search(call, new Set([repositoryOf(call).repository.id])),
  ),
  route('POST', 'git/repositories/{repository}/pullrequests', 2, postPullRequest),
  route('GET', 'git/repositories/{repository}/pullrequests/{pullRequest}', 2, get),
  route('PATCH', 'git/repositories/{repository}/pullrequests/{pullRequest}', 2, updatePullRequest),
];
