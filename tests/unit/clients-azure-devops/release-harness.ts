import { systemClock } from '../../../sandbox/core/clock.ts';
import { startService, type ServiceRequest, type ServiceResponse } from '../../../sandbox/core/service.ts';
import { Traffic } from '../../../sandbox/core/traffic.ts';
import type { AzureDevOpsClient } from '../../../src/clients/azure-devops/azure-devops-client.ts';
import type { RepositoryPlace } from '../../../src/clients/azure-devops/repository-place.ts';
import type { Sandbox } from '../sandbox-azure-devops/sandbox.ts';
import { clientOf } from './azure-harness.ts';

/** The sandbox's repository, as the holder of a token sees it. */
export const placeOf = (sandbox: Sandbox, token = sandbox.token): RepositoryPlace => ({
  client: clientOf(`${sandbox.service.url}/contoso/`, token),
  repository: 'web',
});

export const answer = (status: number, body: unknown, headers: Readonly<Record<string, string>> = {}) => ({
  status,
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify(body),
});

/** A service that gives these answers, for what the sandbox would never say. */
export async function withService(
  answers: (request: ServiceRequest) => ServiceResponse,
  work: (client: AzureDevOpsClient) => Promise<void>,
): Promise<void> {
  const service = await startService({
    nameOf: () => undefined,
    traffic: new Traffic(),
    clock: systemClock,
    handler: (request) => Promise.resolve(answers(request)),
  });
  try {
    await work(clientOf(`${service.url}/contoso/`, 'secret-job-token'));
  } finally {
    await service.close();
  }
}
