import { createHash } from 'node:crypto';
import type { Endpoint } from './task-step.ts';
import { envName } from './env-name.ts';

export interface KnownEndpoint extends Endpoint {
  /** Lower case; empty for Azure DevOps itself. */
  readonly id: string;
  readonly name: string;
}

const guid = /^\{?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\}?$/i;
const systemName = 'SYSTEMVSSCONNECTION';

export function parseGuid(text: string): string | undefined {
  return guid.exec(text.trim())?.[1]?.toLowerCase();
}

/** A connection's GUID made from its name, the same each time. */
export function connectionId(name: string): string {
  const hex = createHash('sha256').update(name).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    '-',
  );
}

/** The connections of a job by GUID and name, from a record by either. */
export function knownEndpoints(endpoints: Readonly<Record<string, Endpoint>>): readonly KnownEndpoint[] {
  return Object.entries(endpoints).map(([key, endpoint]) => {
    if (key.toUpperCase() === systemName) return { ...endpoint, id: '', name: 'SystemVssConnection' };
    const id = parseGuid(endpoint.id ?? key) ?? connectionId(key);
    return { ...endpoint, id, name: endpoint.name ?? key };
  });
}

export function isSystemEndpoint(endpoint: KnownEndpoint): boolean {
  return endpoint.name.toUpperCase() === systemName;
}

/** The environment that a task finds its connections in. */
export function endpointEnvironment(endpoints: readonly KnownEndpoint[]): Record<string, string> {
  const env: Record<string, string> = {};
  for (const endpoint of endpoints) {
    const key = isSystemEndpoint(endpoint) ? systemName : endpoint.id;
    const { scheme, parameters } = endpoint.authorization;
    env[`ENDPOINT_URL_${key}`] = absoluteUrl(endpoint.url);
    env[`ENDPOINT_AUTH_${key}`] = JSON.stringify({ parameters, scheme });
    env[`ENDPOINT_AUTH_SCHEME_${key}`] = scheme;
    for (const [name, value] of Object.entries(parameters)) {
      env[`ENDPOINT_AUTH_PARAMETER_${key}_${envName(name)}`] = value;
    }
    if (isSystemEndpoint(endpoint)) continue;
    env[`ENDPOINT_DATA_${key}`] = JSON.stringify(endpoint.data ?? {});
    for (const [name, value] of Object.entries(endpoint.data ?? {})) {
      env[`ENDPOINT_DATA_${key}_${envName(name)}`] = value;
    }
  }
  return env;
}

/** As .NET's Uri prints it: a bare host ends with a slash. */
function absoluteUrl(url: string): string {
  return URL.canParse(url) ? new URL(url).href : url;
}
