import * as z from 'zod';
import { invalidArgument } from '../errors.ts';
import { pipelinesOf, projectPlace, type ProjectPlace } from '../pipelines/place.ts';
import { presentIdentityOf } from '../present/identity.ts';
import { json } from '../rest/answers.ts';
import { readBody } from '../rest/body.ts';
import { value, type Call } from '../rest/call.ts';
import { route, type Route } from '../rest/router.ts';
import type { EnvironmentDocument } from './documents.ts';
import { environmentById } from './environment-routes.ts';
import { requireAdministrator } from './rights.ts';

function environmentOf(call: Call): EnvironmentDocument {
  const [type, id] = [value(call, 'type'), value(call, 'resource')];
  if (type.toLowerCase() !== 'environment')
    throw invalidArgument(`The sandbox has pipeline permissions of environments, not of '${type}'.`);
  if (!/^[1-9]\d{0,8}$/.test(id)) throw invalidArgument(`The resource id '${id}' is not that of an environment.`);
  return environmentById(projectPlace(call), Number(id));
}

/** ResourcePipelinePermissions. */
function present({ world, organisation }: ProjectPlace, environment: EnvironmentDocument) {
  const { id, name, permitted, lastModifiedById, lastModifiedOn } = environment;
  const grant = {
    authorized: true,
    authorizedBy: presentIdentityOf(world, organisation, lastModifiedById),
    authorizedOn: lastModifiedOn,
  };
  return {
    resource: { type: 'environment', id: String(id), name },
    ...(permitted === 'all' ? { allPipelines: grant } : {}),
    pipelines: permitted === 'all' ? [] : permitted.map((pipeline) => ({ id: pipeline, ...grant })),
  };
}

const grant = z.object({ authorized: z.boolean() });
const change = z.strictObject({
  resource: z.unknown().optional(),
  allPipelines: grant.nullish(),
  pipelines: z.array(grant.extend({ id: z.int().min(1) })).nullish(),
});

function permittedAfter(environment: EnvironmentDocument, { allPipelines, pipelines }: z.infer<typeof change>) {
  if (allPipelines?.authorized === true) return 'all';
  const before = environment.permitted === 'all' ? [] : environment.permitted;
  if (environment.permitted === 'all' && allPipelines?.authorized !== false) return 'all';
  const changed = new Map((pipelines ?? []).map(({ id, authorized }) => [id, authorized]));
  const added = [...changed].filter(([id, authorized]) => authorized && !before.includes(id)).map(([id]) => id);
  return [...before.filter((id) => changed.get(id) !== false), ...added];
}

function patchPermissions(call: Call) {
  const place = projectPlace(call);
  const environment = environmentOf(call);
  requireAdministrator(call, environment);
  const wanted = readBody(call, change);
  const known = new Set(pipelinesOf(place).map(({ id }) => id));
  const unknown = wanted.pipelines?.find(({ id }) => !known.has(id));
  if (unknown) throw invalidArgument(`The pipeline ${unknown.id} was not found in the project.`);
  const changed: EnvironmentDocument = {
    ...environment,
    permitted: permittedAfter(environment, wanted),
    lastModifiedById: call.caller.identity.id,
    lastModifiedOn: place.world.clock.now().toISOString(),
  };
  place.organisation.environments.save(changed);
  return json(present(place, changed));
}

const TEMPLATE = 'pipelines/pipelinepermissions/{type}/{resource}';

export const pipelinePermissionRoutes: readonly Route[] = [
  { ...route('GET', TEMPLATE, 1, (call) => json(present(projectPlace(call), environmentOf(call)))), previewOnly: true },
  { ...route('PATCH', TEMPLATE, 1, patchPermissions), previewOnly: true },
];
