import path from 'node:path';
import { createAzureDevOps, type AzureDevOps, type Permission } from '../../../sandbox/azure-devops/azure-devops.ts';
import { systemClock } from '../../../sandbox/core/clock.ts';
import { startService, type Service } from '../../../sandbox/core/service.ts';
import { Traffic } from '../../../sandbox/core/traffic.ts';
import { openClone, type Clone } from './clone.ts';
import { removeTemporaryFolders, temporaryFolder } from './temporary-folder.ts';

/** What tests look at in an answer, whatever the answer is. */
export interface Json {
  readonly [index: number]: Json;
  readonly value: readonly Json[];
  readonly count: number;
  readonly id: number;
  readonly name: string;
  readonly status: string;
  readonly message: string;
  readonly typeKey: string;
  readonly title: string;
  readonly description: string;
  readonly content: string;
  readonly reason: string;
  readonly state: string;
  readonly vote: number;
  readonly isDeleted: boolean;
  readonly iterationId: number;
  readonly pullRequestId: number;
  readonly mergeStatus: string;
  readonly lastMergeCommit: Json | undefined;
  readonly lastMergeSourceCommit: Json;
  readonly lastMergeTargetCommit: Json;
  readonly sourceRefCommit: Json;
  readonly targetRefCommit: Json;
  readonly commonRefCommit: Json;
  readonly commitId: string;
  readonly commonCommit: string;
  readonly treeId: string;
  readonly changeEntries: readonly Json[];
  readonly changes: readonly Json[];
  readonly allChangesIncluded: boolean;
  readonly changeTrackingId: number;
  readonly changeType: string;
  readonly originalPath: string | undefined;
  readonly nextSkip: number;
  readonly nextTop: number;
  readonly item: Json;
  readonly path: string;
  readonly objectId: string;
  readonly originalObjectId: string;
  readonly treeEntries: readonly Json[];
  readonly relativePath: string;
  readonly comments: readonly Json[];
  readonly commentType: string;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly authenticatedUser: Json;
  readonly providerDisplayName: string;
  readonly webUrl: string;
  readonly pushId: number;
  readonly refUpdates: readonly Json[];
  readonly commits: readonly Json[];
  readonly newObjectId: string;
  readonly oldObjectId: string;
  readonly parents: readonly string[];
  readonly author: Json;
  readonly email: string;
  readonly date: string;
  readonly comment: string;
  readonly commentTruncated: boolean | undefined;
  readonly updateStatus: string;
  readonly success: boolean;
  readonly peeledObjectId: string | undefined;
  readonly taggedObject: Json;
  readonly objectType: string;
  readonly taggedBy: Json;
  readonly aheadCount: number;
  readonly behindCount: number;
  readonly results: readonly Readonly<Record<string, readonly Json[]>>[];
  readonly workItemRefs: readonly { readonly id: string }[] | undefined;
  readonly labels: readonly Json[];
  readonly reviewers: readonly Json[];
  readonly isRequired: boolean;
  readonly closedBy: Json | undefined;
  readonly displayName: string;
  readonly autoCompleteSetBy: Json | undefined;
  readonly completionQueueTime: string | undefined;
  readonly mergeFailureMessage: string | undefined;
  readonly configuration: Json;
  readonly type: Json;
  readonly isBlocking: boolean;
}

export interface Answer {
  readonly status: number;
  readonly body: Json;
  readonly text: string;
  readonly headers: Headers;
}

interface CallOptions {
  readonly body?: unknown;
  readonly token?: string;
  readonly type?: string;
  readonly accept?: string;
  /** The query's api-version; null leaves it out. */
  readonly version?: string | null;
}

export const shop = { organisation: 'contoso', project: 'Shop Front', repository: 'web' };

export interface Sandbox {
  readonly folder: string;
  readonly azure: AzureDevOps;
  readonly service: Service;
  readonly traffic: Traffic;
  readonly token: string;
  /** A call below /contoso/Shop%20Front/_apis/, or below the host when the path starts with a slash. */
  call(method: string, path: string, options?: CallOptions): Promise<Answer>;
  tokenWith(permissions: readonly Permission[], displayName?: string): string;
  stop(): Promise<void>;
}

/** A sandbox that listens, with one organisation, project and repository and a token for everything. */
export async function startSandbox(folder = temporaryFolder('sandbox-')): Promise<Sandbox> {
  const azure = createAzureDevOps({ folder, clock: systemClock });
  const traffic = new Traffic();
  const service = await startService({
    nameOf: (request) => azure.nameOf(request),
    handler: azure.handler,
    traffic,
    clock: systemClock,
  });
  azure.setBaseUrl(service.url);
  azure.createOrganisation(shop.organisation);
  azure.createRepository(shop);
  const tokenWith = (permissions: readonly Permission[], displayName = 'Shop Build Service (contoso)') =>
    azure.issueToken({ organisation: shop.organisation, identity: { displayName }, permissions });
  const token = azure.issueToken({ organisation: shop.organisation, identity: { displayName: 'Ada Doe' } });
  const sandbox: Sandbox = {
    folder,
    azure,
    service,
    traffic,
    token,
    tokenWith,
    call: (method, to, options = {}) => callService(service.url, method, { to, token, ...options }),
    async stop() {
      running.delete(sandbox);
      const har = process.env['SANDBOX_HAR'];
      if (har !== undefined) traffic.write(har, path.basename(folder));
      await service.close();
    },
  };
  running.add(sandbox);
  return sandbox;
}

const running = new Set<Sandbox>();

/** For afterEach: a sandbox left listening would keep mocha alive. */
export async function stopSandboxes(): Promise<void> {
  await Promise.all([...running].map((sandbox) => sandbox.stop()));
  removeTemporaryFolders();
}

async function callService(url: string, method: string, options: CallOptions & { to: string }): Promise<Answer> {
  const { to, body, version = '7.1' } = options;
  const address = new URL(to.startsWith('/') ? to : `/contoso/Shop%20Front/_apis/${to}`, url);
  if (version !== null) address.searchParams.set('api-version', version);
  const response = await fetch(address, {
    method,
    headers: headersFor(options),
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const isJson = (response.headers.get('content-type') ?? '').includes('json');
  return { status: response.status, headers: response.headers, text, body: (isJson ? JSON.parse(text) : {}) as Json };
}

/** A token with a space is a whole authorization, an empty one none. */
function headersFor({ token = '', body, type = 'application/json', accept = 'application/json' }: CallOptions) {
  return {
    accept,
    ...(token === '' ? {} : { authorization: token.includes(' ') ? token : `Bearer ${token}` }),
    ...(body === undefined ? {} : { 'content-type': type }),
  };
}

/** A working copy whose origin is a repository of the sandbox. */
export const cloneOf = (sandbox: Sandbox, name = shop, token = sandbox.token): Clone =>
  openClone({ azure: sandbox.azure, name, token });

export const lines = (count: number, text = 'line') =>
  Array.from({ length: count }, (_, index) => `${text} ${index + 1}\n`).join('');

/** A pull request that changes line 50 of a.txt, adds b.txt, deletes c.txt and renames d.txt. */
export async function startWithPullRequest(): Promise<Sandbox & { clone: Clone; id: number; base: string }> {
  const sandbox = await startSandbox();
  const clone = cloneOf(sandbox);
  const old = { 'a.txt': lines(100), 'c.txt': lines(5, 'gone'), 'd.txt': lines(30, 'moved') };
  await clone.push('main', old);
  await clone.push('feature', {
    'a.txt': lines(100).replace('line 50\n', 'line fifty\n'),
    'src/b.txt': 'one\r\ntwo\n',
    'c.txt': null,
    'd.txt': null,
    'e.txt': lines(30, 'moved').replace('moved 3\n', 'moved three\n'),
  });
  const { body } = await sandbox.call('POST', 'git/repositories/web/pullrequests', {
    body: { sourceRefName: 'refs/heads/feature', targetRefName: 'refs/heads/main', title: 'Change things' },
  });
  const id = body.pullRequestId;
  return { ...sandbox, clone, id, base: `git/repositories/web/pullRequests/${id}` };
}
