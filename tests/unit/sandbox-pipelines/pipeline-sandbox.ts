import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { deflateSync } from 'node:zlib';
import { createAzureDevOps, type AzureDevOps, type Permission } from '../../../sandbox/azure-devops/azure-devops.ts';
import type { NewPipeline } from '../../../sandbox/azure-devops/pipelines/create-pipeline.ts';
import type { Clock } from '../../../sandbox/core/clock.ts';
import { startService, type Service } from '../../../sandbox/core/service.ts';
import { Traffic } from '../../../sandbox/core/traffic.ts';

/** What tests look at in an answer, whatever the answer is. */
export interface Json {
  readonly [index: number]: Json | undefined;
  readonly value: readonly Json[];
  readonly count: number;
  /** A number of a run, a GUID of an approval. */
  readonly id: string | number;
  readonly name: string;
  readonly type: string;
  readonly typeKey: string;
  readonly message: string;
  readonly folder: string;
  readonly configuration: Json;
  readonly repository: Json;
  readonly templateParameters: unknown;
  readonly variables: unknown;
  readonly state: string;
  readonly status: string;
  readonly result: string | undefined;
  readonly resources: { readonly repositories: { readonly self: Json } };
  readonly refName: string;
  readonly version: string;
  readonly startTime: string | undefined;
  readonly finishTime: string | undefined;
  readonly finishedDate: string | undefined;
  readonly sourceBranch: string;
  readonly sourceVersion: string;
  readonly records: readonly Json[];
  readonly identifier: string;
  readonly order: number;
  readonly parentId: string | undefined;
  readonly errorCount: number;
  readonly issues: readonly Json[] | undefined;
  readonly steps: readonly Json[] | undefined;
  readonly permissions: string | undefined;
  readonly instructions: string;
  readonly minRequiredApprovers: number;
  readonly pipeline: { readonly owner: Json } | undefined;
  readonly assignedApprover: Json;
  readonly actualApprover: Json | undefined;
  readonly displayName: string;
  readonly comment: string;
  readonly rev: number;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly relations: readonly Json[] | undefined;
  readonly rel: string;
  readonly url: string;
  readonly states: readonly Json[];
  readonly category: string;
  readonly color: string;
  readonly comments: readonly Json[];
  readonly continuationToken: string | undefined;
  readonly totalCount: number;
  readonly text: string;
  readonly workItems: readonly Json[];
  readonly columns: readonly Json[];
  readonly referenceName: string;
  readonly capabilities: Readonly<Record<string, Readonly<Record<string, string>>>> | undefined;
  readonly defaultTeam: Json;
}

export interface Answer {
  readonly status: number;
  readonly body: Json;
  readonly next: string | null;
}

interface CallOptions {
  readonly body?: unknown;
  readonly token?: string;
  readonly type?: string;
  readonly version?: string;
}

export interface PipelineSandbox {
  readonly folder: string;
  readonly azure: AzureDevOps;
  /** Tip of main. */
  readonly commit: string;
  /** Moves the sandbox's clock. */
  pass(seconds: number): void;
  call(method: string, to: string, options?: CallOptions): Promise<Answer>;
  tokenOf(displayName: string, permissions?: readonly Permission[]): string;
  createPipeline(pipeline?: Partial<NewPipeline>): number;
}

export const shop = { organisation: 'contoso', project: 'Shop', repository: 'web' };

const services = new Set<Service>();
const folders: string[] = [];

export async function stopSandboxes(): Promise<void> {
  await Promise.all([...services].map((service) => service.close()));
  services.clear();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
}

/** Writes a loose object as git would, without starting git; gives its id. */
function writeObject(gitDir: string, type: string, content: string): string {
  const bytes = Buffer.from(`${type} ${Buffer.byteLength(content)}\0${content}`);
  const id = createHash('sha1').update(bytes).digest('hex');
  const folder = path.join(gitDir, 'objects', id.slice(0, 2));
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, id.slice(2)), deflateSync(bytes));
  return id;
}

/** An empty commit on refs/heads/main and refs/heads/feature of the bare repository; gives its id. */
function seedCommit(gitDir: string): string {
  const tree = writeObject(gitDir, 'tree', '');
  const who = 'Ada <ada@example.com> 1767225600 +0000';
  const commit = writeObject(gitDir, 'commit', `tree ${tree}\nauthor ${who}\ncommitter ${who}\n\nFirst\n`);
  for (const branch of ['main', 'feature']) writeFileSync(path.join(gitDir, 'refs', 'heads', branch), `${commit}\n`);
  return commit;
}

/** A sandbox with one repository and a clock that only tests move; again on the same folder, it goes on. */
export async function startPipelines(
  folder?: string,
  start = Date.parse('2026-11-02T08:00:00Z'),
): Promise<PipelineSandbox> {
  const place = folder ?? mkdtempSync(path.join(os.tmpdir(), 'pipelines-'));
  if (folder === undefined) folders.push(place);
  let time = start;
  const clock: Clock = { speed: 1, now: () => new Date(time) };
  const azure = createAzureDevOps({ folder: place, clock });
  const traffic = new Traffic();
  const nameOf = () => 'azure-devops' as const;
  const service = await startService({ nameOf, handler: azure.handler, traffic, clock });
  services.add(service);
  azure.setBaseUrl(service.url);
  azure.createOrganisation(shop.organisation);
  const { gitDir } = azure.createRepository(shop);
  const commit = seedCommit(gitDir);
  const tokenOf = (displayName: string, permissions?: readonly Permission[]) =>
    azure.issueToken({
      organisation: shop.organisation,
      identity: { displayName },
      ...(permissions === undefined ? {} : { permissions }),
    });
  const ada = tokenOf('Ada Doe');
  return {
    folder: place,
    azure,
    commit,
    tokenOf,
    pass(seconds) {
      time += seconds * 1000;
    },
    createPipeline: (pipeline = {}) =>
      azure.createPipeline({
        ...shop,
        name: 'release',
        stages: [{ name: 'Build', seconds: 60 }],
        ...pipeline,
      }).id,
    async call(method, to, { body, token = ada, type = 'application/json', version = '7.1' } = {}) {
      const address = new URL(to.startsWith('/') ? to : `/contoso/Shop/_apis/${to}`, service.url);
      if (version !== '') address.searchParams.set('api-version', version);
      const response = await fetch(address, {
        method,
        headers: { accept: 'application/json', authorization: `Bearer ${token}`, 'content-type': type },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const har = process.env['SANDBOX_HAR'];
      if (har !== undefined) traffic.write(har, path.basename(place));
      const json = JSON.parse((await response.text()) || '{}') as Json;
      return { status: response.status, body: json, next: response.headers.get('x-ms-continuationtoken') };
    },
  };
}
