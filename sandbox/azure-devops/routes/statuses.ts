import * as z from 'zod';
import type { StatusDocument } from '../documents.ts';
import { invalidArgument, notFound, RestError } from '../errors.ts';
import { refusesStatus } from '../policies/status-rules.ts';
import { presentStatus } from '../present/pull-request.ts';
import { json, list, nothing } from '../rest/answers.ts';
import { requirePermission } from '../rest/authentication.ts';
import { enumValue, readBody } from '../rest/body.ts';
import { numberOf, pullRequestOf, save, type Call, type PullRequestPlace } from '../rest/call.ts';
import { route, type Route } from '../rest/router.ts';
import { propertyMap } from '../validation/properties.ts';
import { iterationOf } from './iterations.ts';

const newStatus = z.strictObject({
  iterationId: z.int().optional(),
  state: enumValue({
    notSet: 0,
    pending: 1,
    succeeded: 2,
    failed: 3,
    error: 4,
    notApplicable: 5,
    partiallySucceeded: 6,
  }),
  description: z.string().nullish(),
  context: z.strictObject({ name: z.string().trim().min(1), genre: z.string().nullish() }),
  targetUrl: z.url({ protocol: /^https?$/ }).nullish(),
  properties: propertyMap.nullish(),
});

const inUrl = (call: Call) => (call.values['iteration'] === undefined ? undefined : numberOf(call, 'iteration'));

/** The statuses that the path means: all of them, or those of its iteration. */
function statusesOf(call: Call, place: PullRequestPlace): readonly StatusDocument[] {
  const iteration = inUrl(call);
  if (iteration === undefined) return place.pullRequest.statuses;
  iterationOf(place, iteration);
  return place.pullRequest.statuses.filter(({ iterationId }) => iterationId === iteration);
}

function listStatuses(call: Call) {
  const place = pullRequestOf(call);
  return list(statusesOf(call, place).map((status) => presentStatus(call.world, place, status)));
}

/** The iteration of a new status: that of the URL, which the body must not contradict, or that of the body. */
function iterationFor(call: Call, place: PullRequestPlace, inBody: number | undefined): number | undefined {
  const url = inUrl(call);
  if (url !== undefined && inBody !== undefined && inBody !== url)
    throw invalidArgument(`The iteration ${inBody} of the body is not the iteration ${url} of the URL.`);
  if (url !== undefined) return iterationOf(place, url).id;
  if (inBody !== undefined && !place.pullRequest.iterations[inBody - 1])
    throw invalidArgument(`The pull request has no iteration ${inBody}.`);
  return inBody;
}

function createStatus(call: Call) {
  const place = pullRequestOf(call);
  requirePermission(call.caller, 'contributeToPullRequests');
  const body = readBody(call, newStatus);
  const iterationId = iterationFor(call, place, body.iterationId);
  const refusal = refusesStatus(place, {
    genre: body.context.genre ?? null,
    name: body.context.name,
    iterationId,
    createdById: call.caller.identity.id,
  });
  if (refusal !== undefined)
    throw new RestError(
      403,
      'GitPullRequestStatusRejectedByPolicyException',
      `Pull request status rejected by status policy. ${refusal}`,
    );
  const status: StatusDocument = {
    id: call.world.store.takeNumber(call.organisation, 'status'),
    ...(iterationId === undefined ? {} : { iterationId }),
    state: body.state,
    description: body.description ?? '',
    genre: body.context.genre ?? null,
    name: body.context.name,
    ...(body.targetUrl ? { targetUrl: body.targetUrl } : {}),
    creationDate: call.world.clock.now().toISOString(),
    createdById: call.caller.identity.id,
    properties: body.properties ?? {},
  };
  place.pullRequest.statuses.push(status);
  save(call, place);
  return json(presentStatus(call.world, place, status));
}

function removeStatuses(call: Call, ids: readonly number[]) {
  const place = pullRequestOf(call);
  requirePermission(call.caller, 'contributeToPullRequests');
  const known = statusesOf(call, place);
  for (const id of ids)
    if (!known.some((status) => status.id === id))
      throw notFound('GitPullRequestStatusNotFoundException', `The pull request status ${id} does not exist.`);
  place.pullRequest.statuses = place.pullRequest.statuses.filter(({ id }) => !ids.includes(id));
  save(call, place);
  return nothing();
}

const removals = z
  .array(
    z.strictObject({
      op: z.literal('remove'),
      path: z.string().regex(/^\/\d+$/),
      value: z.null().optional(),
      from: z.null().optional(),
    }),
  )
  .min(1);

const patchStatuses = (call: Call) =>
  removeStatuses(
    call,
    readBody(call, removals, 'application/json-patch+json').map(({ path }) => Number(path.slice(1))),
  );

const deleteStatus = (call: Call) => removeStatuses(call, [numberOf(call, 'status')]);

const PULL_REQUEST = 'git/repositories/{repository}/pullRequests/{pullRequest}';

export const statusRoutes: readonly Route[] = [PULL_REQUEST, `${PULL_REQUEST}/iterations/{iteration}`].flatMap(
  (owner) => [
    route('GET', `${owner}/statuses`, 2, listStatuses),
    route('POST', `${owner}/statuses`, 2, createStatus),
    route('PATCH', `${owner}/statuses`, 2, patchStatuses),
    route('DELETE', `${owner}/statuses/{status}`, 2, deleteStatus),
  ],
);
