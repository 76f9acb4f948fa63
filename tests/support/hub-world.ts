import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Frame, Page } from 'playwright-core';
import type { SandboxRepository } from '../../sandbox/azure-devops/azure-devops.ts';
import { crossOriginHeaders } from '../../sandbox/azure-devops/rest/cross-origin.ts';
import type { Fault, FaultKind } from '../../sandbox/core/faults.ts';
import type { ServiceRequest } from '../../sandbox/core/request.ts';
import type { SandboxHub } from '../../sandbox/hub/start-hub.ts';
import { jonas, mara, priya } from '../../sandbox/sample/people.ts';
import { commitStream, importStream } from '../../sandbox/sample/fast-import.ts';
import { type Sandbox, startSandbox } from '../../sandbox/sandbox.ts';
import { ledgerFiles, type SeededComponent } from './hub-seed.ts';
import { hubUrl, loadedFrame, openHub, openRunTab } from './open-hub.ts';

const root = path.join(import.meta.dirname, '../..');
const ORGANISATION = 'contoso';
const PROJECT = 'Parcels';

/** Mara and Priya approve; Jonas asks for releases; a reader reads and no more; a stranger sees nothing. */
export const PEOPLE = {
  mara: mara.name,
  priya: priya.name,
  jonas: jonas.name,
  reader: 'Rosa Reader',
  stranger: 'Sam Stranger',
} as const;

/** A release that waits twice: to be created, and for production. It runs no task, but its YAML has the one that opens. */
const PIPELINE = `name: 2026.$(Rev:r)
trigger: none
parameters:
  - { name: component, type: string, default: parcel-tracker }
  - { name: version, type: string, default: 1.5.0 }
stages:
${[
  ['Create', 'slipway-release'],
  ['Sandbox', 'Sandbox'],
  ['Production', 'Production'],
]
  .map(
    ([stage, environment]) => `  - stage: ${stage}
    jobs:
      - deployment: ${stage}
        environment: ${environment}
        strategy:
          runOnce:
            deploy:
              steps:
                - checkout: none
                - script: echo "\${{ parameters.component }} \${{ parameters.version }}"
                - task: StageRelease@1
                  condition: false
                  inputs: { action: open, component: "\${{ parameters.component }}" }`,
  )
  .join('\n')}
`;

/** Has the parameter of a release, and is none. */
const NOTES = `trigger: none
parameters:
  - { name: component, type: string, default: '' }
steps:
  - script: echo "Notes of \${{ parameters.component }}"
`;

interface HubWorldOptions {
  /** Of the pages of the extension; the built hub when left out. */
  readonly folder?: string;
  /** What the ledger of the first repository has; two components when left out, none for an empty organisation. */
  readonly components?: readonly SeededComponent[];
  /** Queues two runs that wait, when not told otherwise. */
  readonly withRuns?: boolean;
}

interface Filling {
  readonly components: readonly SeededComponent[] | undefined;
}

interface Opening {
  /** Who is signed in; Mara when left out. */
  readonly as?: string;
  readonly theme?: 'light' | 'dark';
}

/** A sandbox with the hub: releases in a ledger, runs that wait for approvals, people with and without rights. */
export class HubWorld {
  readonly sandbox: Sandbox;
  readonly hub: SandboxHub;
  readonly repository: SandboxRepository;
  readonly project = { organization: ORGANISATION, project: PROJECT };
  /** Numbers of runs: one waits to be created, the other for production. */
  readonly runs: { create: number; production: number } = { create: 0, production: 0 };
  readonly #folder: string;

  private constructor(sandbox: Sandbox, hub: SandboxHub, repository: SandboxRepository, folder: string) {
    this.sandbox = sandbox;
    this.hub = hub;
    this.repository = repository;
    this.#folder = folder;
  }

  static async start({
    folder: pages = process.env['HUB_ROOT'] ?? path.join(root, 'dist/hub'),
    components,
    withRuns = true,
  }: HubWorldOptions = {}): Promise<HubWorld> {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'slipway-hub-'));
    const people = Object.values(PEOPLE);
    const sandbox = await startSandbox({ folder: path.join(folder, 'state'), hub: { folder: pages, people } });
    if (!sandbox.hub) throw new Error('The sandbox serves no hub.');
    try {
      return await HubWorld.#fill(sandbox, sandbox.hub, { folder, components, withRuns });
    } catch (error) {
      await sandbox.close();
      throw error;
    }
  }

  static async #fill(
    sandbox: Sandbox,
    hub: SandboxHub,
    { folder, components, withRuns }: Required<Pick<HubWorldOptions, 'folder' | 'withRuns'>> & Filling,
  ): Promise<HubWorld> {
    const people = Object.values(PEOPLE);
    const { azureDevOps } = sandbox;
    azureDevOps.createOrganisation(ORGANISATION);
    azureDevOps.executing.checkpointMs = 20;
    const name = { organisation: ORGANISATION, project: PROJECT, repository: 'parcel-tracker' };
    const world = new HubWorld(sandbox, hub, azureDevOps.createRepository(name), folder);
    for (const displayName of people) azureDevOps.createIdentity(ORGANISATION, { displayName });
    hub.people.setPermissions(PEOPLE.reader, ['readCode']);
    hub.people.setPermissions(PEOPLE.stranger, []);
    await world.commit('main', [
      ['.azure/release.yml', PIPELINE],
      ['.azure/release-notes.yml', NOTES],
    ]);
    if (withRuns) await world.#startRuns();
    const run = withRuns ? { run: world.runs.production } : {};
    const seeded = components ?? [
      { component: 'parcel-tracker', releases: 5, ...run, staged: [{}, { title: 'Second change', pullRequest: null }] },
      { component: 'parcel-web', releases: 3 },
    ];
    if (seeded.length > 0) await world.commit('slipway/ledger', ledgerFiles(seeded));
    return world;
  }

  async stop(): Promise<void> {
    await this.sandbox.azureDevOps.close();
    await this.sandbox.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** The address of the hub. */
  url(hash = ''): string {
    return hubUrl(this, hash);
  }

  /** Opens the hub and gives its frame as soon as it has said that it is loaded. `hash` is without `#`. */
  open(page: Page, hash = '', { as = PEOPLE.mara, theme = 'light' }: Opening = {}): Promise<Frame> {
    return openHub(page, this, { hash, as, theme });
  }

  openRunTab(page: Page, run: number, { as = PEOPLE.mara, theme = 'light' }: Opening = {}): Promise<Frame> {
    return openRunTab(page, this, { run, as, theme });
  }

  /** For a page that is opened by the test itself. */
  loaded(page: Page): Promise<Frame> {
    return loadedFrame(page, this);
  }

  /**
   * Lets something go wrong with requests of the hub to the REST API, as often as told. What a browser asks before it
   * sends is left alone, and an answer may be read by the hub as the real service lets it.
   */
  fail(
    match: (request: ServiceRequest) => boolean,
    fault: FaultKind,
    limits: Pick<Fault, 'times' | 'until'> = {},
  ): void {
    const readable =
      fault.kind === 'answer'
        ? { ...fault, headers: { ...crossOriginHeaders({ headers: { origin: '*' } }), ...fault.headers } }
        : fault;
    const isMeant = (request: ServiceRequest) =>
      request.method !== 'OPTIONS' && request.path.includes('/_apis/') && match(request);
    this.sandbox.azureService.faults.add({ match: isMeant, fault: readable, ...limits });
  }

  /** A request to the project's REST API as somebody, with all that they may. Throws what is refused. */
  async request(method: string, route: string, body?: unknown, as: string = PEOPLE.mara): Promise<unknown> {
    const token = this.sandbox.azureDevOps.issueToken({ organisation: ORGANISATION, identity: { displayName: as } });
    const version = route.includes('api-version=') ? '' : `${route.includes('?') ? '&' : '?'}api-version=7.1`;
    const url = `${this.sandbox.azureService.url}/${ORGANISATION}/${PROJECT}/_apis/${route}${version}`;
    const answer = await fetch(url, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${route} answered ${answer.status}: ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  }

  /** Decides the one approval that a run waits for. */
  async decide(run: number, status: 'approved' | 'rejected', as: string = PEOPLE.mara): Promise<void> {
    const { records } = (await this.request('GET', `build/builds/${run}/timeline`)) as {
      readonly records: readonly { readonly id: string; readonly type: string; readonly state: string }[];
    };
    const waiting = records.filter(({ type, state }) => type === 'Checkpoint.Approval' && state === 'inProgress');
    const [approval] = waiting;
    if (!approval || waiting.length > 1) throw new Error(`Run ${run} waits for ${waiting.length} approvals.`);
    await this.request('PATCH', 'pipelines/approvals', [{ approvalId: approval.id, status, comment: '' }], as);
  }

  /** Writes files to a branch of the repository. */
  async commit(branch: string, files: Iterable<readonly [path: string, text: string]>): Promise<void> {
    const ref = `refs/heads/${branch}`;
    const at = '2026-03-01T09:00:00+00:00';
    const commit = { ref, mark: 1, message: `Write ${branch}\n`, by: mara, at, files };
    await importStream('git', this.repository.gitDir, commitStream(commit));
    await this.sandbox.azureDevOps.refreshPullRequests(this.repository);
  }

  async queue(version: string): Promise<number> {
    const body = { templateParameters: { version } };
    const route = `pipelines/${this.#pipeline}/runs`;
    const { id } = (await this.request('POST', route, body, PEOPLE.jonas)) as { readonly id: number };
    await this.settled(id);
    await this.request('PUT', `build/builds/${id}/tags/release-${version}`, undefined, PEOPLE.jonas);
    return id;
  }

  /** Waits until a run has ended or only waits for people. */
  async settled(run: number): Promise<void> {
    await this.sandbox.azureDevOps.settled({ organisation: ORGANISATION, run }, {});
  }

  #pipeline = 0;

  async #startRuns(): Promise<void> {
    const { azureDevOps } = this.sandbox;
    const place = { organisation: ORGANISATION, project: PROJECT };
    for (const environment of ['slipway-release', 'Sandbox', 'Production']) {
      azureDevOps.createEnvironment({ ...place, name: environment });
      if (environment === 'Sandbox') continue;
      azureDevOps.createApprovalCheck({
        ...{ ...place, environment, minRequiredApprovers: 1, requesterCannotBeApprover: true },
        approvers: [PEOPLE.mara, PEOPLE.priya].map((displayName) => ({ displayName })),
      });
    }
    const file = { name: 'release', yamlPath: '.azure/release.yml', tasksFolder: path.join(root, 'dist/tasks') };
    this.#pipeline = azureDevOps.createYamlPipeline({ ...this.repository, ...file }).id;
    this.runs.production = await this.queue('1.4.0');
    await this.decide(this.runs.production, 'approved');
    await this.settled(this.runs.production);
    this.runs.create = await this.queue('1.5.0');
  }
}
