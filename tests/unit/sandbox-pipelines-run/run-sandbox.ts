import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createAzureDevOps, type AzureDevOps, type Permission } from '../../../sandbox/azure-devops/azure-devops.ts';
import type { NewYamlPipeline } from '../../../sandbox/azure-devops/pipelines/create-yaml-pipeline.ts';
import { systemClock, type Clock } from '../../../sandbox/core/clock.ts';
import type { Faults } from '../../../sandbox/core/faults.ts';
import { startService, type Service } from '../../../sandbox/core/service.ts';
import { Traffic } from '../../../sandbox/core/traffic.ts';

export const shop = { organisation: 'contoso', project: 'Shop', repository: 'web' };
export const ZERO = '0'.repeat(40);

/** An answer as tests look at it, whatever it is. */
export type Json = Readonly<Record<string, unknown>> & {
  readonly value: readonly Json[];
  readonly records: readonly Json[];
};

export interface RunSandbox {
  readonly folder: string;
  readonly azure: AzureDevOps;
  /** Where it is served, without a slash at its end. */
  readonly url: string;
  readonly faults: Faults;
  /** A call to the project's _apis; throws unless it is answered with the status. */
  call(
    method: string,
    to: string,
    options?: { body?: unknown; status?: number; token?: string; type?: string },
  ): Promise<Json>;
  text(to: string): Promise<string>;
  tokenOf(displayName: string, permissions?: readonly Permission[]): string;
  /** Pushes files onto a branch that nothing else moves, as one commit; gives it. */
  push(
    files: Readonly<Record<string, string>>,
    options?: { branch?: string; message?: string; repository?: string },
  ): Promise<string>;
  createPipeline(pipeline?: Partial<NewYamlPipeline>): number;
  /** Queues a run of a pipeline and gives its number. */
  queue(pipeline: number, body?: unknown): Promise<number>;
  settled(run: number, options?: { except?: readonly string[] }): Promise<Json>;
  /** Name of the stage, job or step, and how it stands, in the order of the timeline. */
  outline(run: number, type?: string): Promise<readonly string[]>;
  /** All lines of all logs of a run. */
  logs(run: number): Promise<string>;
  stop(): Promise<void>;
}

interface Tip {
  readonly commit: string;
  readonly paths: ReadonlySet<string>;
}

const NOTHING: Tip = { commit: ZERO, paths: new Set() };

const changesOf = (files: Readonly<Record<string, string>>, { paths }: Tip) =>
  Object.entries(files).map(([name, content]) => ({
    changeType: paths.has(`/${name}`) ? 'edit' : 'add',
    item: { path: `/${name}` },
    newContent: { content, contentType: 'rawtext' },
  }));

function versionFor(to: string): string {
  if (to.startsWith('pipelines/environments')) return '7.2-preview.1';
  return to.startsWith('policy/evaluations') ? '7.1-preview.1' : '7.1';
}

const services = new Set<Pick<RunSandbox, 'azure' | 'stop'>>();
const folders: string[] = [];

export async function stopSandboxes(): Promise<void> {
  for (const { azure, stop } of services) {
    // What the last push may start still reads the folder.
    await azure.settle();
    await stop();
  }
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}

/** A sandbox with one repository on the real clock; again on the same folder, it goes on. */
export async function startRuns(folder?: string, clock: Clock = systemClock): Promise<RunSandbox> {
  const place = folder ?? mkdtempSync(path.join(os.tmpdir(), 'runs-'));
  if (folder === undefined) folders.push(place);
  const azure = createAzureDevOps({ folder: place, clock });
  const traffic = new Traffic();
  const nameOf = () => 'azure-devops' as const;
  const service: Service = await startService({ nameOf, handler: azure.handler, traffic, clock });
  Object.assign(azure.executing, { checkpointMs: 20, sigintMs: 300, sigtermMs: 200, orphanMs: 200 });
  azure.createOrganisation(shop.organisation);
  azure.createRepository(shop);
  azure.setBaseUrl(service.url);
  const tokenOf = (displayName: string, permissions?: readonly Permission[]) =>
    azure.issueToken({
      organisation: shop.organisation,
      identity: { displayName },
      ...(permissions === undefined ? {} : { permissions }),
    });
  const ada = tokenOf('Ada Doe');
  const ask = async (
    method: string,
    to: string,
    { body, token = ada, type = 'application/json' }: { body?: unknown; token?: string; type?: string },
  ) => {
    const address = new URL(`/contoso/Shop/_apis/${to}`, service.url);
    address.searchParams.set('api-version', versionFor(to));
    return fetch(address, {
      method,
      headers: { accept: 'application/json', authorization: `Bearer ${token}`, 'content-type': type },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  };
  // Nothing else pushes, so that nothing need be read again: most of what a test takes is git.
  const tips = new Map<string, Tip>();
  const stop = async () => {
    await azure.close();
    await service.close();
    services.delete(sandbox);
  };
  const sandbox: RunSandbox = {
    folder: place,
    azure,
    url: service.url,
    faults: service.faults,
    tokenOf,
    stop,
    async call(method, to, { status = 200, ...rest } = {}) {
      const response = await ask(method, to, rest);
      const text = await response.text();
      const har = process.env['SANDBOX_HAR'];
      if (har !== undefined) traffic.write(har, path.basename(place));
      if (response.status !== status) throw new Error(`${method} ${to} gave ${response.status}: ${text}`);
      return JSON.parse(text || '{}') as Json;
    },
    text: async (to) => (await ask('GET', to, {})).text(),
    async push(files, { branch = 'main', message = 'Change', repository = shop.repository } = {}) {
      const at = `git/repositories/${repository}`;
      const own = tips.get(`${repository} ${branch}`);
      const parent = own ?? tips.get(`${repository} main`) ?? NOTHING;
      const changes = changesOf(files, parent);
      const parents = own || parent === NOTHING ? {} : { parents: [parent.commit] };
      const pushed = await sandbox.call('POST', `${at}/pushes`, {
        status: 201,
        body: {
          refUpdates: [{ name: `refs/heads/${branch}`, oldObjectId: own?.commit ?? ZERO }],
          commits: [{ comment: message, changes, ...parents }],
        },
      });
      const commit = (pushed['refUpdates'] as readonly Json[])[0]?.['newObjectId'] as string;
      const paths = new Set([...parent.paths, ...changes.map(({ item }) => item.path)]);
      tips.set(`${repository} ${branch}`, { commit, paths });
      return commit;
    },
    createPipeline: (pipeline = {}) =>
      azure.createYamlPipeline({
        ...shop,
        name: 'build',
        yamlPath: 'azure-pipelines.yml',
        tasksFolder: path.join(place, 'tasks'),
        ...pipeline,
      }).id,
    async queue(pipeline, body = {}) {
      return (await sandbox.call('POST', `pipelines/${pipeline}/runs`, { body }))['id'] as number;
    },
    async settled(run, options) {
      await azure.settled({ organisation: shop.organisation, run }, options);
      return sandbox.call('GET', `build/builds/${run}`);
    },
    async outline(run, type = 'Stage') {
      const { records } = await sandbox.call('GET', `build/builds/${run}/timeline`);
      return records
        .filter((record) => record['type'] === type)
        .map(({ name, state, result }) => `${String(name)} ${String(result ?? state)}`);
    },
    async logs(run) {
      const { value } = await sandbox.call('GET', `build/builds/${run}/logs`);
      const texts: string[] = [];
      for (const log of value) {
        const text = await sandbox.text(`build/builds/${run}/logs/${String(log['id'])}`);
        texts.push(...text.split('\n').slice(0, -1));
      }
      return texts.map((line) => line.slice(line.indexOf(' ') + 1)).join('\n');
    },
  };
  services.add(sandbox);
  return sandbox;
}
