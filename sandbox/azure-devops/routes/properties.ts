import { presentProperties } from '../present/properties.ts';
import { json } from '../rest/answers.ts';
import { requirePermission } from '../rest/authentication.ts';
import { readBody } from '../rest/body.ts';
import { pullRequestOf, save, type Call, type PullRequestPlace } from '../rest/call.ts';
import { route, type Route } from '../rest/router.ts';
import { patchProperties, propertyPatch } from '../validation/properties.ts';

function present({ pullRequest: { properties } }: PullRequestPlace) {
  return json({ count: Object.keys(properties).length, value: presentProperties(properties) });
}

function updateProperties(call: Call) {
  const place = pullRequestOf(call);
  requirePermission(call.caller, 'contributeToPullRequests');
  const patch = readBody(call, propertyPatch, 'application/json-patch+json');
  place.pullRequest.properties = patchProperties(place.pullRequest.properties, patch);
  save(call, place);
  return present(place);
}

const PULL_REQUEST = 'git/repositories/{repository}/pullRequests/{pullRequest}';

export const propertyRoutes: readonly Route[] = [
  route('GET', `${PULL_REQUEST}/properties`, 1, (call) => present(pullRequestOf(call))),
  route('PATCH', `${PULL_REQUEST}/properties`, 1, updateProperties),
];
