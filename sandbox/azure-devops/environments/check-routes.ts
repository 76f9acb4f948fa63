import * as z from 'zod';
import { invalidArgument, RestError } from '../errors.ts';
import { projectPlace, refuseUnknownQuery, type ProjectPlace } from '../pipelines/place.ts';
import { json, list, nothing } from '../rest/answers.ts';
import { readBody } from '../rest/body.ts';
import { numberOf, type Call } from '../rest/call.ts';
import { route, type Route, type RouteHandler } from '../rest/router.ts';
import { checksOf, createCheck, updateCheck } from './checks.ts';
import type { CheckDocument } from './documents.ts';
import { environmentById } from './environment-routes.ts';
import { presentCheck } from './present-check.ts';
import { requireAdministrator } from './rights.ts';

const TYPES = ['environment', 'endpoint', 'queue', 'repository', 'variablegroup', 'securefile', 'agentpool'];

const resource = z.object({ type: z.string(), id: z.string(), name: z.string().nullish() });

/** What a client may send back of what it read. */
const READ_ONLY = {
  id: z.unknown().optional(),
  version: z.unknown().optional(),
  url: z.unknown().optional(),
  createdBy: z.unknown().optional(),
  createdOn: z.unknown().optional(),
  modifiedBy: z.unknown().optional(),
  modifiedOn: z.unknown().optional(),
  issue: z.unknown().optional(),
  _links: z.unknown().optional(),
};

const newCheck = z.strictObject({
  ...READ_ONLY,
  type: z.object({ id: z.guid().toLowerCase(), name: z.string().nullish() }),
  settings: z.unknown().optional(),
  resource,
  timeout: z.int().optional(),
  isDisabled: z.boolean().optional(),
});

const checkChange = newCheck.partial();

function settingsWanted(call: Call): { readonly settings: boolean } {
  const expand = call.query.get('$expand') ?? 'none';
  if (!/^(none|settings)$/i.test(expand)) throw invalidArgument(`The value '${expand}' is not valid for $expand.`);
  return { settings: /^settings$/i.test(expand) };
}

/** The environment's number that a resource names; undefined for resources of the kinds that the sandbox has none of. */
function environmentIdOf({ type, id }: { readonly type: string; readonly id: string }): number | undefined {
  if (!TYPES.includes(type.toLowerCase())) throw invalidArgument(`The resource type '${type}' is not valid.`);
  if (type.toLowerCase() !== 'environment') return undefined;
  if (!/^[1-9]\d{0,8}$/.test(id)) throw invalidArgument(`The resource id '${id}' is not that of an environment.`);
  return Number(id);
}

const checksOfResource = (place: ProjectPlace, wanted: { readonly type: string; readonly id: string }) => {
  const id = environmentIdOf(wanted);
  return id === undefined ? [] : checksOf(place, environmentById(place, id).id);
};

function listChecks(call: Call) {
  refuseUnknownQuery(call, ['resourceType', 'resourceId', '$expand']);
  const place = projectPlace(call);
  const [type, id] = [call.query.get('resourcetype'), call.query.get('resourceid')];
  if (type === undefined || id === undefined)
    throw invalidArgument('The parameters resourceType and resourceId are needed.', 'ArgumentNullException');
  const expand = settingsWanted(call);
  return list(checksOfResource(place, { type, id }).map((check) => presentCheck(place, check, expand)));
}

function queryChecks(call: Call) {
  const place = projectPlace(call);
  const expand = settingsWanted(call);
  const found = readBody(call, z.array(resource).min(1)).flatMap((one) => checksOfResource(place, one));
  return list(found.map((check) => presentCheck(place, check, expand)));
}

function checkOf(call: Call): CheckDocument {
  const { organisation, project } = projectPlace(call);
  const id = numberOf(call, 'check');
  const found = organisation.checks.get(id);
  if (found && !found.isDeleted && found.projectId === project.id) return found;
  throw new RestError(404, 'CheckConfigurationNotFoundException', `The check configuration ${id} was not found.`, {
    assembly: 'Microsoft.Azure.Pipelines.Checks.WebApi',
  });
}

function postCheck(call: Call) {
  const place = projectPlace(call);
  const { type, settings, resource: of, timeout, isDisabled } = readBody(call, newCheck);
  const id = environmentIdOf(of);
  if (id === undefined) throw invalidArgument(`The sandbox has checks on environments, not on ${of.type}.`);
  const environment = environmentById(place, id);
  requireAdministrator(call, environment);
  const check = { typeId: type.id, settings, timeout, isDisabled };
  const created = createCheck(place, environment, { check, byId: call.caller.identity.id });
  return json(presentCheck(place, created, { settings: true }));
}

/** The check of the path, for who may change it. */
function ownCheck(call: Call): CheckDocument {
  const check = checkOf(call);
  requireAdministrator(call, environmentById(projectPlace(call), check.environmentId));
  return check;
}

function patchCheck(call: Call) {
  const place = projectPlace(call);
  const check = ownCheck(call);
  const { type, settings, resource: of, timeout, isDisabled } = readBody(call, checkChange);
  if (of && environmentIdOf(of) !== check.environmentId)
    throw invalidArgument('The resource of a check cannot be changed.');
  const change = {
    ...(type === undefined ? {} : { typeId: type.id }),
    ...(settings === undefined ? {} : { settings }),
    timeout,
    isDisabled,
  };
  const updated = updateCheck(place, check, { change, byId: call.caller.identity.id });
  return json(presentCheck(place, updated, { settings: true }));
}

function deleteCheck(call: Call) {
  projectPlace(call).organisation.checks.save({ ...ownCheck(call), isDeleted: true });
  return nothing();
}

/** Released as previews only. */
const preview = (method: string, template: string, handler: RouteHandler): Route => ({
  ...route(method, `pipelines/checks/${template}`, 1, handler),
  previewOnly: true,
});

export const checkRoutes: readonly Route[] = [
  preview('GET', 'configurations', listChecks),
  preview('POST', 'configurations', postCheck),
  preview('GET', 'configurations/{check}', (call) =>
    json(presentCheck(projectPlace(call), checkOf(call), settingsWanted(call))),
  ),
  preview('PATCH', 'configurations/{check}', patchCheck),
  preview('DELETE', 'configurations/{check}', deleteCheck),
  preview('POST', 'queryconfigurations', queryChecks),
];
