import { systemClock } from '../../../sandbox/core/clock.ts';
import { startService, type ServiceRequest, type ServiceResponse } from '../../../sandbox/core/service.ts';
import { Traffic } from '../../../sandbox/core/traffic.ts';
import {
  createAzureDevOpsClient,
  type AzureDevOpsClient,
} from '../../../src/clients/azure-devops/azure-devops-client.ts';
import { createPullRequestHost } from '../../../src/clients/azure-devops/pull-request-host.ts';
import { createHttpClient } from '../../../src/clients/http/http-client.ts';
import { SlipwayError } from '../../../src/errors.ts';
import type { PullRequestHost } from '../../../src/review/ports.ts';

const nothing = () => undefined;
const silent = {
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
  group: <T>(_name: string, work: () => Promise<T>) => work(),
};

/** A client whose waits take no time. */
export function clientOf(collectionUri: string, token: string, project = 'Shop Front'): AzureDevOpsClient {
  let time = Date.now();
  const http = createHttpClient({
    signal: new AbortController().signal,
    log: silent,
    now: () => time,
    sleep: (ms) => {
      time += ms;
      return Promise.resolve();
    },
  });
  return createAzureDevOpsClient({ http, collectionUri, token, project });
}

/** The sandbox's pull request, as the holder of a token sees it. */
export const hostOf = (sandbox: { service: { url: string }; token: string }, id: number, token = sandbox.token) =>
  createPullRequestHost({ client: clientOf(`${sandbox.service.url}/contoso/`, token), pullRequestId: id });

const CONNECTION = { authenticatedUser: { id: 'us' } };

export const PULL_REQUEST = {
  pullRequestId: 7,
  title: 'Change things',
  status: 'active',
  sourceRefName: 'refs/heads/feature',
  targetRefName: 'refs/heads/main',
  repository: { id: 'r', name: 'web', project: { name: 'Shop Front' } },
};

type Answers = (request: ServiceRequest) => unknown;

/** A service that gives these answers as JSON (a ServiceResponse as it is), for what the sandbox would never say. */
export async function withAnswers(
  answers: Answers,
  work: (host: PullRequestHost, url: string) => Promise<void>,
): Promise<void> {
  const service = await startService({
    nameOf: () => undefined,
    traffic: new Traffic(),
    clock: systemClock,
    handler: (request) => {
      const answer = answers(request) ?? (request.path.endsWith('/connectionData') ? CONNECTION : PULL_REQUEST);
      const isResponse = typeof answer === 'object' && 'status' in answer && typeof answer.status === 'number';
      if (isResponse) return Promise.resolve(answer as ServiceResponse);
      return Promise.resolve({
        status: 200,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(answer),
      });
    },
  });
  try {
    const client = clientOf(`${service.url}/contoso/`, 'secret-job-token');
    await work(createPullRequestHost({ client, pullRequestId: 7 }), service.url);
  } finally {
    await service.close();
  }
}

/** For assert.rejects: a SlipwayError of that code whose message and hint match. */
export const failing =
  (code: string, ...texts: readonly RegExp[]) =>
  (error: unknown): true => {
    if (!(error instanceof SlipwayError) || error.code !== code) throw error;
    const text = `${error.message} ${error.hint ?? ''}`;
    for (const wanted of texts) if (!wanted.test(text)) throw new Error(`${String(wanted)} is not in: ${text}`);
    if (text.includes('secret-job-token')) throw new Error(`The token is in: ${text}`);
    return true;
  };
