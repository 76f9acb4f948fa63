import { SlipwayError } from '../../../src/errors.ts';
import type { Finding } from '../../../src/setup/finding.ts';
import { checkEnvironments } from '../../../src/setup/environments/check-environments.ts';
import type {
  Check,
  EnvironmentReader,
  EnvironmentsRequest,
  FoundIdentity,
} from '../../../src/setup/environments/ports.ts';
import { readyCheck } from '../../../src/setup/environments/ready-check.ts';

export const place = {
  collectionUri: 'https://dev.azure.com/contoso/',
  project: 'Shop',
  projectId: 'p-1',
  repository: 'web',
  repositoryId: 'r-1',
  ledgerBranch: 'slipway/ledger',
};

export const connection = { id: 'c-1', name: 'azure-devops', url: place.collectionUri };

export const person = (id: string, name: string): FoundIdentity => ({
  id,
  name,
  account: `${name.toLowerCase()}@example.com`,
  kind: 'person',
  isActive: true,
  names: [name, `${name.toLowerCase()}@example.com`],
});

export const ada = person('ada', 'Ada');
export const bob = person('bob', 'Bob');

export const check = (settings: Check['settings'], over: Partial<Check> = {}): Check => ({
  id: 1,
  isEnabled: true,
  createdById: 'somebody',
  timeout: 4320,
  settings,
  ...over,
});

export const approval = (over: Partial<Extract<Check['settings'], { kind: 'approval' }>> = {}) =>
  ({ kind: 'approval', approvers: [ada, bob], minimum: 1, barsRequester: true, instructions: '', ...over }) as const;

export const ready = (over: Partial<Extract<Check['settings'], { kind: 'rest' }>> = {}, component = 'web') => {
  const { settings } = readyCheck(place, component, connection);
  if (settings.kind !== 'rest') throw new Error('no REST check');
  return { ...settings, ...over };
};

export const template = {
  kind: 'template',
  templates: [{ repository: 'Platform/pipelines', ref: 'refs/heads/main', path: 'pipelines/release.yml' }],
} as const;

export const request = (over: Partial<EnvironmentsRequest> = {}): EnvironmentsRequest => ({
  place,
  environments: ['Production'],
  approvers: ['ada@example.com', 'bob@example.com'],
  components: ['web'],
  requestedById: 'carol',
  ...over,
});

/** A project whose only environment has the checks given, and all else in order. */
export function fakeReader(checks: readonly Check[], over: Partial<EnvironmentReader> = {}): EnvironmentReader {
  return {
    readSelf: () => Promise.resolve({ id: 'service', name: 'Shop Build Service' }),
    findIdentities: () => Promise.resolve([ada, bob]),
    findEnvironment: (name) => Promise.resolve({ id: 7, name }),
    readChecks: () => Promise.resolve(checks),
    readPermitted: () => Promise.resolve('all'),
    listGenericConnections: () => Promise.resolve([connection]),
    listPipelineFiles: () => Promise.resolve([]),
    isGuarded: () => Promise.resolve(true),
    ...over,
  };
}

export const GOOD = [check(approval()), check(ready(), { id: 2 }), check(template, { id: 3 })];

/** What is not in order. */
export async function findingsOf(
  checks: readonly Check[],
  over: Partial<EnvironmentReader> = {},
  wanted: Partial<EnvironmentsRequest> = {},
): Promise<readonly Finding[]> {
  const findings = await checkEnvironments({ reader: fakeReader(checks, over) }, request(wanted));
  return findings.filter(({ status }) => status !== 'ok');
}

/** A look that does not work. */
export const failing = () =>
  Promise.reject(
    new SlipwayError('Azure DevOps would not tell.', { kind: 'remote', code: 'AZURE_DEVOPS_REFUSED', hint: 'Ask.' }),
  );
