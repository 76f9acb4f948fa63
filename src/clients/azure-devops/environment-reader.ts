import * as z from 'zod';
import type { EnvironmentReader, GenericConnection } from '../../setup/environments/ports.ts';
import type { AzureDevOpsClient } from './azure-devops-client.ts';
import type { EnvironmentAccess } from './environment-access.ts';
import { findEnvironment, readChecks, readPermitted } from './environments.ts';
import { isGuarded } from './guarded-branch.ts';
import { findIdentities, findIdentityClient, readSelf } from './identities.ts';
import { listPipelineFiles } from './pipeline-files.ts';

const WireConnections = z.object({
  value: z.array(z.object({ id: z.string(), name: z.string(), type: z.string(), url: z.string().nullish() })),
});

/** The gates of a project, to be looked at only. */
export function createEnvironmentReader(access: EnvironmentAccess): EnvironmentReader {
  const { client } = access;
  const identities = once(() => findIdentityClient(access));
  return {
    readSelf: once(() => readSelf(client)),
    findIdentities: async (text) => findIdentities(await identities(), text),
    findEnvironment: (name) => findEnvironment(client, name),
    readChecks: (environment) => readChecks(client, environment),
    readPermitted: (environment) => readPermitted(client, environment),
    listGenericConnections: () => listGenericConnections(client),
    listPipelineFiles: once(() => listPipelineFiles(access)),
    isGuarded: (template) => isGuarded(access, template),
  };
}

/** Asks once for what stays as it is while a task runs; again only after a failure. */
function once<Value>(ask: () => Promise<Value>): () => Promise<Value> {
  let asked: Promise<Value> | undefined;
  return () => {
    asked ??= ask().catch((error: unknown) => {
      asked = undefined;
      throw error;
    });
    return asked;
  };
}

/** Requires "Reader" of each connection that is to be seen: the service leaves out the others. */
async function listGenericConnections(client: AzureDevOpsClient): Promise<readonly GenericConnection[]> {
  const { value } = await client.call(
    {
      operation: 'list the service connections',
      path: ['serviceendpoint', 'endpoints'],
      query: { type: 'generic' },
      permission: 'Reader',
      grantedAt: 'Project settings > Service connections > the menu > Security',
    },
    WireConnections,
  );
  return value.flatMap(({ id, name, type, url }) =>
    /^generic$/i.test(type) && typeof url === 'string' ? [{ id, name, url }] : [],
  );
}
