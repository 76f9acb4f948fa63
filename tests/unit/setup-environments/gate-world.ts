import type { Clock } from '../../../sandbox/core/clock.ts';
import type { Permission } from '../../../sandbox/azure-devops/azure-devops.ts';
import { createAzureDevOpsClient } from '../../../src/clients/azure-devops/azure-devops-client.ts';
import { createEnvironmentReader } from '../../../src/clients/azure-devops/environment-reader.ts';
import { createEnvironmentWriter } from '../../../src/clients/azure-devops/environment-writer.ts';
import { createHttpClient } from '../../../src/clients/http/http-client.ts';
import type { EnvironmentsRequest, GatePlace } from '../../../src/setup/environments/ports.ts';
import { isSameCheck } from '../../../src/setup/environments/same-check.ts';
import { setUpEnvironments } from '../../../src/setup/environments/set-up-environments.ts';
import { checkEnvironments } from '../../../src/setup/environments/check-environments.ts';
import { memoryLog } from '../../support/memory-log.ts';
import { shop, startRuns, type RunSandbox } from '../sandbox-pipelines-run/run-sandbox.ts';

export { stopSandboxes } from '../sandbox-pipelines-run/run-sandbox.ts';

export const name = { organisation: shop.organisation, project: shop.project };
export const SERVICE = 'Shop Build Service (contoso)';

/** What a build service has whom somebody made a creator of environments. */
const CREATOR: readonly Permission[] = ['readCode', 'contribute', 'queueBuilds', 'createEnvironment'];

/** A pipeline that deploys to Production, and nothing else. */
export const PIPELINE = `
trigger: none
stages:
  - stage: Deploy
    jobs:
      - deployment: Roll
        environment: Production
        strategy: { runOnce: { deploy: { steps: [{ checkout: none }, { bash: echo deployed }] } } }
`;

export interface GateWorld {
  readonly sandbox: RunSandbox;
  readonly pipeline: number;
  readonly place: GatePlace;
  request(over?: Partial<EnvironmentsRequest>): EnvironmentsRequest;
  /** The use cases as an identity with a token runs them; `stopAfter`: it is killed after so many writes. */
  doctor(options?: { readonly token?: string; readonly stopAfter?: number }): Doctor;
  /** Writes that others see, as `METHOD what`. */
  writes(): readonly string[];
  pass(minutes: number): void;
}

export interface Doctor {
  readonly lines: readonly string[];
  check(request?: EnvironmentsRequest): ReturnType<typeof checkEnvironments>;
  setUp(request?: EnvironmentsRequest, dryRun?: boolean): ReturnType<typeof setUpEnvironments>;
}

/** A project with a pipeline, a connection to its own ledger and a release that is not ready; and no environment. */
export async function startGateWorld(): Promise<GateWorld> {
  let offset = 0;
  const clock: Clock = { speed: 1, now: () => new Date(Date.now() + offset) };
  const sandbox = await startRuns(undefined, clock);
  const { azure } = sandbox;
  await sandbox.push({ 'azure-pipelines.yml': PIPELINE });
  await setReady(sandbox, false);
  const pipeline = sandbox.createPipeline({ name: 'release' });
  const collectionUri = `${sandbox.url}/contoso/`;
  azure.createConnection({ ...name, name: 'azure-devops', url: collectionUri });
  for (const displayName of ['Ada Doe', 'Bob', 'Bobby']) azure.createIdentity(shop.organisation, { displayName });
  azure.createGroup({ organisation: shop.organisation, displayName: '[Shop]\\Release managers', members: [] });
  const { project, organisation } = azure.projectPlace(name);
  const place: GatePlace = {
    collectionUri,
    project: project.name,
    projectId: project.id,
    repository: shop.repository,
    repositoryId: organisation.document.repositories[0]?.id ?? '',
    ledgerBranch: 'slipway/ledger',
  };
  const request = (over: Partial<EnvironmentsRequest> = {}): EnvironmentsRequest => ({
    place,
    environments: ['Production'],
    approvers: ['bob@example.com', 'Release managers'],
    components: ['web'],
    requestedById: undefined,
    ...over,
  });
  const before = azure.journal.length;
  return {
    sandbox,
    pipeline,
    place,
    request,
    doctor: ({ token = sandbox.tokenOf(SERVICE, CREATOR), stopAfter } = {}) =>
      doctorOf({ token, stopAfter, request, collectionUri }),
    writes: () =>
      azure.journal
        .slice(before)
        .filter(({ status }) => status < 300)
        .map(({ method, path }) => `${method} ${path.replace(/^.*_apis\//, '').replaceAll(/\d+/g, 'N')}`),
    pass: (minutes) => void (offset += minutes * 60_000),
  };
}

/** Says in the ledger whether the release of a component is ready. */
export const setReady = (sandbox: RunSandbox, ready: boolean, component = 'web') =>
  sandbox.push({ [`staging/${component}.json`]: JSON.stringify({ ready }) }, { branch: 'slipway/ledger' });

function doctorOf(options: {
  readonly token: string;
  readonly stopAfter: number | undefined;
  readonly request: GateWorld['request'];
  readonly collectionUri: string;
}): Doctor {
  const { token, stopAfter, request, collectionUri } = options;
  const log = memoryLog();
  const stop = new AbortController();
  let time = Date.now();
  const http = createHttpClient({
    signal: stop.signal,
    log: { ...log, debug: () => undefined },
    now: () => time,
    sleep: (ms) => {
      time += ms;
      return Promise.resolve();
    },
  });
  const client = createAzureDevOpsClient({ http, collectionUri, token, project: shop.project });
  const clientOf = (elsewhere: { readonly project?: string; readonly collectionUri?: string }) =>
    createAzureDevOpsClient({ http, collectionUri, token, project: shop.project, ...elsewhere });
  const { place } = request();
  const reader = createEnvironmentReader({ client, clientOf, repositoryId: place.repositoryId });
  const writer = createEnvironmentWriter({ client }, { isSame: isSameCheck });
  let writes = 0;
  // As a process that is killed: the write is done, and nothing after it.
  const killed = async <Value>(write: Promise<Value>): Promise<Value> => {
    const value = await write;
    writes += 1;
    if (writes === stopAfter) stop.abort(new Error('killed'));
    stop.signal.throwIfAborted();
    return value;
  };
  const services = {
    reader,
    log,
    writer: {
      createEnvironment: (...args: Parameters<typeof writer.createEnvironment>) =>
        killed(writer.createEnvironment(...args)),
      createCheck: (...args: Parameters<typeof writer.createCheck>) => killed(writer.createCheck(...args)),
      deleteCheck: (...args: Parameters<typeof writer.deleteCheck>) => killed(writer.deleteCheck(...args)),
      permitPipelines: (...args: Parameters<typeof writer.permitPipelines>) => killed(writer.permitPipelines(...args)),
    },
  };
  return {
    lines: log.lines,
    check: (wanted = request()) => checkEnvironments({ reader }, wanted),
    setUp: (wanted = request(), dryRun = false) => setUpEnvironments(services, wanted, { dryRun }),
  };
}
