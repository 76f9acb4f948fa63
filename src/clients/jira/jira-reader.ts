import * as z from 'zod';
import type { Log } from '../../log.ts';
import type { JiraReader } from '../../setup/ports.ts';
import type { HttpClient } from '../http/http-client.ts';
import type { JiraConnection } from './jira-connection.ts';
import { JiraRefusal } from './refusal.ts';
import { createTransport } from './transport.ts';
import { readWire } from './wire.ts';

interface JiraReaderOptions {
  readonly connection: JiraConnection;
  readonly http: HttpClient;
  readonly log: Log;
}

const Self = z.object({ displayName: z.string().nullish() });
const Permissions = z.object({
  permissions: z.record(z.string(), z.object({ havePermission: z.boolean() })),
});

/** Who a token is and what it may do; Cloud and Data Center differ in the version alone. */
export function createJiraReader({ connection, http, log }: JiraReaderOptions): JiraReader {
  const { client, base } = createTransport(connection, http, log);
  const root = connection.deployment === 'cloud' ? '/rest/api/3' : '/rest/api/2';
  return {
    url: base,
    async readSelf() {
      const operation = 'tell whose token this is';
      try {
        const answer = await client({ operation }).sendRequest<unknown>({ url: `${root}/myself`, method: 'GET' });
        return readWire(Self, operation, answer).displayName ?? undefined;
      } catch (error) {
        // A token with the scopes that tickets need is good, and this call needs another one.
        if (error instanceof JiraRefusal && error.status === 401 && error.said.some((said) => /\bscope\b/i.test(said)))
          return undefined;
        throw error;
      }
    },
    async readPermissions(project, names) {
      const operation = `tell the permissions in ${project ?? 'its projects'}`;
      const answer = await client({ operation, permission: 'Browse projects' }).sendRequest<unknown>({
        url: `${root}/mypermissions`,
        method: 'GET',
        // Data Center gives them all, whatever is asked for.
        searchParams: { permissions: names.join(','), ...(project === undefined ? {} : { projectKey: project }) },
      });
      const { permissions } = readWire(Permissions, operation, answer);
      const told = Object.entries(permissions).map(([name, one]) => [name, one.havePermission] as const);
      return new Map(told.filter(([name]) => names.includes(name)));
    },
  };
}
