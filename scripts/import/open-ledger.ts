import { createAzureDevOpsClient } from '../../src/clients/azure-devops/azure-devops-client.ts';
import { createLedgerBranch } from '../../src/clients/azure-devops/ledger-branch.ts';
import { createHttpClient, type HttpClient } from '../../src/clients/http/http-client.ts';
import type { Log } from '../../src/log.ts';
import type { LedgerServices } from '../../src/release/ledger/write-ledger.ts';
import type { LedgerBranch } from '../../src/release/ports.ts';

export interface LedgerPlace {
  /** Address of the organisation. */
  readonly organization: string;
  readonly project: string;
  readonly repository: string;
  readonly branch: string;
  readonly token: string;
}

interface OpenLedger {
  readonly services: LedgerServices;
  readonly close: () => Promise<void>;
}

/** The ledger as a person reaches it from a terminal; without a place an empty one, which takes no write. */
export function openLedger(place: LedgerPlace | undefined, log: Log, signal: AbortSignal): OpenLedger {
  const http = createHttpClient({ signal, log });
  const ledger = place === undefined ? EMPTY : branchOf(place, http);
  return { services: { ledger, log, pause: http.pause, random: Math.random }, close: http.close };
}

function branchOf({ organization, project, repository, branch, token }: LedgerPlace, http: HttpClient): LedgerBranch {
  const client = createAzureDevOpsClient({ http: asPerson(http, token), collectionUri: organization, token, project });
  return createLedgerBranch({ client, repository }, branch);
}

/** A personal access token is a password to Azure DevOps, not a bearer token as a job's or one of Entra, which are JWTs. */
function asPerson(http: HttpClient, token: string): HttpClient {
  if (/^[\w-]+\.[\w-]+\.[\w-]+$/.test(token)) return http;
  const authorization = `Basic ${Buffer.from(`:${token}`, 'utf8').toString('base64')}`;
  return {
    ...http,
    request: (request) => http.request({ ...request, headers: { ...request.headers, authorization } }),
  };
}

const EMPTY: LedgerBranch = {
  readHead: () => Promise.resolve(undefined),
  readFile: () => Promise.resolve(undefined),
  listFiles: () => Promise.resolve([]),
  push: () => Promise.reject(new Error('A dry run pushes nothing.')),
};
