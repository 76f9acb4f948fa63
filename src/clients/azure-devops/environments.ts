import * as z from 'zod';
import type { Check, Environment, NewCheck, Permitted } from '../../setup/environments/ports.ts';
import type { AzureDevOpsClient } from './azure-devops-client.ts';
import { checkOf, WireCheck, wireOf } from './environment-checks.ts';

const WireEnvironment = z.object({ id: z.number(), name: z.string() });
const WireEnvironments = z.object({ value: z.array(WireEnvironment) });
const WireChecks = z.object({ value: z.array(WireCheck) });
const WireGrant = z.object({ authorized: z.boolean().nullish() });
const WirePermissions = z.object({
  allPipelines: WireGrant.nullish(),
  pipelines: z.array(WireGrant.extend({ id: z.number() })).nullish(),
});

const PREVIEW = '7.1-preview.1';
const ALL = 'Pipelines > Environments > the menu > Security';
const ONE = 'the environment > the menu > Security';
const view = { permission: 'Reader', grantedAt: ALL };

const environmentOf = ({ id, name }: z.infer<typeof WireEnvironment>): Environment => ({ id, name });

/** Requires "Reader". By its name, in any case. */
export async function findEnvironment(client: AzureDevOpsClient, name: string): Promise<Environment | undefined> {
  const { value } = await client.call(
    {
      ...view,
      operation: `look for the environment ${name}`,
      path: ['distributedtask', 'environments'],
      query: { name },
    },
    WireEnvironments,
  );
  const found = value.find((one) => one.name.toLowerCase() === name.toLowerCase());
  return found && environmentOf(found);
}

/** Requires "Creator". Not repeated after a lost answer. */
export async function postEnvironment(
  client: AzureDevOpsClient,
  environment: { readonly name: string; readonly description: string },
): Promise<Environment> {
  return environmentOf(
    await client.call(
      {
        operation: `create the environment ${environment.name}`,
        method: 'POST',
        path: ['distributedtask', 'environments'],
        body: environment,
        permission: 'Creator',
        grantedAt: ALL,
      },
      WireEnvironment,
    ),
  );
}

/** Requires "Reader". Its checks with their settings, the oldest first. */
export async function readChecks(client: AzureDevOpsClient, { id, name }: Environment): Promise<readonly Check[]> {
  const { value } = await client.call(
    {
      ...view,
      operation: `show the checks of the environment ${name}`,
      path: ['pipelines', 'checks', 'configurations'],
      query: { resourceType: 'environment', resourceId: id, $expand: 'settings' },
      apiVersion: PREVIEW,
    },
    WireChecks,
  );
  return value.map(checkOf).toSorted((one, other) => one.id - other.id);
}

/** Requires "Administrator" of the environment. Not repeated after a lost answer. */
export async function postCheck(client: AzureDevOpsClient, { id, name }: Environment, check: NewCheck): Promise<void> {
  await client.call(
    {
      operation: `add a check to the environment ${name}`,
      method: 'POST',
      path: ['pipelines', 'checks', 'configurations'],
      body: { ...wireOf(check), resource: { type: 'environment', id: String(id), name } },
      apiVersion: PREVIEW,
      permission: 'Administrator',
      grantedAt: ONE,
    },
    z.object({ id: z.number() }),
  );
}

/** Requires "Administrator" of the environment. */
export async function deleteCheck(client: AzureDevOpsClient, { id }: Pick<Check, 'id'>): Promise<void> {
  await client.call(
    {
      operation: `remove check ${id}`,
      method: 'DELETE',
      path: ['pipelines', 'checks', 'configurations', id],
      apiVersion: PREVIEW,
      permission: 'Administrator',
      grantedAt: ONE,
    },
    z.unknown(),
  );
}

const permissionsOf = (id: number) => ['pipelines', 'pipelinepermissions', 'environment', id];

/** Requires "Reader". */
export async function readPermitted(client: AzureDevOpsClient, { id, name }: Environment): Promise<Permitted> {
  const { allPipelines, pipelines } = await client.call(
    {
      ...view,
      operation: `show which pipelines may use the environment ${name}`,
      path: permissionsOf(id),
      apiVersion: PREVIEW,
    },
    WirePermissions,
  );
  if (allPipelines?.authorized === true) return 'all';
  return (pipelines ?? []).filter(({ authorized }) => authorized === true).map((pipeline) => pipeline.id);
}

/** Requires "Administrator" of the environment. Adds to those that may use it; doing it again changes nothing. */
export async function permitPipelines(
  client: AzureDevOpsClient,
  { id, name }: Environment,
  pipelineIds: readonly number[],
): Promise<void> {
  await client.call(
    {
      operation: `let pipelines use the environment ${name}`,
      method: 'PATCH',
      path: permissionsOf(id),
      body: { pipelines: pipelineIds.map((pipeline) => ({ id: pipeline, authorized: true })) },
      idempotent: true,
      apiVersion: PREVIEW,
      permission: 'Administrator',
      grantedAt: ONE,
    },
    z.unknown(),
  );
}
