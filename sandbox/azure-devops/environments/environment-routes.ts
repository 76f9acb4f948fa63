import * as z from 'zod';
import { RestError, invalidArgument } from '../errors.ts';
import { projectPlace, refuseUnknownQuery, type ProjectPlace } from '../pipelines/place.ts';
import { presentIdentityOf } from '../present/identity.ts';
import { json, list, nothing } from '../rest/answers.ts';
import { may } from '../rest/authentication.ts';
import { readBody } from '../rest/body.ts';
import { numberOf, queryNumber, type Call } from '../rest/call.ts';
import { route, type Route, type RouteHandler } from '../rest/router.ts';
import { checksOf } from './checks.ts';
import { deploymentsOf, presentDeployment } from './deployments.ts';
import type { EnvironmentDocument } from './documents.ts';
import { createEnvironment, environmentsOf, refuseName } from './environments.ts';
import { accessDenied, requireAdministrator } from './rights.ts';

/** EnvironmentInstance. */
function presentEnvironment({ world, organisation, project }: ProjectPlace, environment: EnvironmentDocument) {
  const { id, name, description, createdById, createdOn, lastModifiedById, lastModifiedOn } = environment;
  return {
    id,
    name,
    description,
    createdBy: presentIdentityOf(world, organisation, createdById),
    createdOn,
    lastModifiedBy: presentIdentityOf(world, organisation, lastModifiedById),
    lastModifiedOn,
    project: { id: project.id, name: project.name },
  };
}

/** The environment of that number; throws 404. */
export function environmentById(place: ProjectPlace, id: number): EnvironmentDocument {
  const found = environmentsOf(place).find((one) => one.id === id);
  if (found) return found;
  throw new RestError(
    404,
    'EnvironmentNotFoundException',
    `Environment with ID ${id} does not exist or has not been authorized for use.`,
    { assembly: 'Microsoft.TeamFoundation.DistributedTask.WebApi' },
  );
}

const environmentOf = (call: Call) => environmentById(projectPlace(call), numberOf(call, 'environment'));

/** A page of items by number and the token of the next: the number of the last one. */
function page<T extends { readonly id: number }>(call: Call, items: readonly T[], top: number) {
  const token = call.query.get('continuationtoken');
  const at = token === undefined || token === '' ? 0 : items.findIndex(({ id }) => String(id) === token) + 1;
  if (token !== undefined && token !== '' && at === 0)
    throw invalidArgument(`The continuation token '${token}' is not valid.`);
  const shown = items.slice(at, at + top);
  const last = shown.at(-1);
  return { shown, next: last !== undefined && at + top < items.length ? String(last.id) : undefined };
}

function answerPage(values: readonly unknown[], next: string | undefined) {
  const answer = list(values);
  return next === undefined ? answer : { ...answer, headers: { ...answer.headers, 'x-ms-continuationtoken': next } };
}

function listEnvironments(call: Call) {
  refuseUnknownQuery(call, ['name', 'continuationToken', '$top']);
  const place = projectPlace(call);
  const name = call.query.get('name')?.toLowerCase();
  const found = environmentsOf(place).filter((one) => name === undefined || one.name.toLowerCase() === name);
  const { shown, next } = page(call, found, Math.max(1, queryNumber(call, '$top', 200)));
  return answerPage(
    shown.map((one) => presentEnvironment(place, one)),
    next,
  );
}

const newEnvironment = z.strictObject({ name: z.string(), description: z.string().max(2000).nullish() });

function postEnvironment(call: Call) {
  const place = projectPlace(call);
  const { identity } = call.caller;
  if (!may(call.caller, 'createEnvironment'))
    throw accessDenied(
      `Access denied. ${identity.displayName} needs Create permissions for environments in team project ${place.project.name} to perform the action. For more information, contact the Azure DevOps administrator.`,
    );
  const { name, description } = readBody(call, newEnvironment);
  const wanted = { name, description: description ?? '', createdById: identity.id };
  return json(presentEnvironment(place, createEnvironment(place, wanted)));
}

const environmentChange = z.strictObject({ name: z.string().nullish(), description: z.string().max(2000).nullish() });

function patchEnvironment(call: Call) {
  const place = projectPlace(call);
  const environment = environmentOf(call);
  requireAdministrator(call, environment);
  const { name, description } = readBody(call, environmentChange);
  if (typeof name === 'string') refuseName(place, name, environment.id);
  const changed: EnvironmentDocument = {
    ...environment,
    name: name ?? environment.name,
    description: description ?? environment.description,
    lastModifiedById: call.caller.identity.id,
    lastModifiedOn: place.world.clock.now().toISOString(),
  };
  place.organisation.environments.save(changed);
  return json(presentEnvironment(place, changed));
}

/** Its checks go with it. */
function deleteEnvironment(call: Call) {
  const place = projectPlace(call);
  const environment = environmentOf(call);
  requireAdministrator(call, environment);
  place.organisation.environments.save({ ...environment, isDeleted: true });
  for (const check of checksOf(place, environment.id)) place.organisation.checks.save({ ...check, isDeleted: true });
  return nothing();
}

function getEnvironment(call: Call) {
  const expands = call.query.get('expands') ?? 'none';
  if (!/^(none|resourceReferences)$/i.test(expands))
    throw invalidArgument(`The value '${expands}' is not valid for expands.`);
  const presented = presentEnvironment(projectPlace(call), environmentOf(call));
  return json(/^none$/i.test(expands) ? presented : { ...presented, resources: [] });
}

function listDeployments(call: Call) {
  refuseUnknownQuery(call, ['continuationToken', 'top']);
  const place = projectPlace(call);
  const found = deploymentsOf(place, environmentOf(call).id);
  const { shown, next } = page(call, found, Math.max(1, queryNumber(call, 'top', 25)));
  return answerPage(
    shown.map((one) => presentDeployment(place, one)),
    next,
  );
}

/** Below `pipelines` since 7.2; below `distributedtask` in 7.1, and in 7.2 as an alias. */
function both(method: string, template: string, handler: RouteHandler): readonly Route[] {
  return [
    { ...route(method, `pipelines/${template}`, 1, handler), since: 702 },
    route(method, `distributedtask/${template}`, 1, handler),
  ];
}

export const environmentRoutes: readonly Route[] = [
  ...both('GET', 'environments', listEnvironments),
  ...both('POST', 'environments', postEnvironment),
  ...both('GET', 'environments/{environment}', getEnvironment),
  ...both('PATCH', 'environments/{environment}', patchEnvironment),
  ...both('DELETE', 'environments/{environment}', deleteEnvironment),
  ...both('GET', 'environments/{environment}/environmentdeploymentrecords', listDeployments),
];
