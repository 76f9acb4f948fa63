import { randomBytes, randomUUID } from 'node:crypto';
import path from 'node:path';
import type { Clock } from '../core/clock.ts';
import type { Handler, ServiceRequest, ServiceResponse } from '../core/service.ts';
import type { ServiceName } from '../core/traffic.ts';
import { Executor } from '../pipelines/run/executor.ts';
import { Triggers } from '../pipelines/run/triggers/triggers.ts';
import { ChangeTracking } from './change-tracking.ts';
import { considerAutoComplete } from './completion/queue.ts';
import { resumeCompletions } from './completion/resume.ts';
import {
  ALL_PERMISSIONS,
  BUILD_SERVICE_PERMISSIONS,
  type Identity,
  type JournalEntry,
  type Permission,
  type Project,
} from './documents.ts';
import type { PullRequestDocument } from './documents.ts';
import { environmentControl, type EnvironmentControl } from './environments/control.ts';
import { errorResponse, RestError } from './errors.ts';
import { createBareRepository } from './git/create-bare.ts';
import { gitAddressOf } from './git-http/git-address.ts';
import { answerGit } from './git-http/git-http.ts';
import { createIdentity, isPerson, type WantedIdentity } from './identities.ts';
import { Later } from './later.ts';
import { Locks } from './locks.ts';
import {
  removePolicy,
  setBuildResult,
  setPolicy,
  type PolicyBuildResult,
  type SandboxPolicy,
} from './policies/control.ts';
import { clonePath } from './present/repository.ts';
import { createPipeline, type NewPipeline } from './pipelines/create-pipeline.ts';
import type { ProjectPlace } from './pipelines/place.ts';
import { followRuns, resumeRuns, runControl, type RunControl } from './pipelines/run-control.ts';
import { createPullRequest, refreshPullRequests } from './pull-requests.ts';
import { findProject, findRepository } from './rest/call.ts';
import { answerAcrossOrigins } from './rest/cross-origin.ts';
import { addressOf, answer } from './rest/router.ts';
import { routes } from './routes/routes.ts';
import { Store, type Organisation } from './store.ts';
import { createWorkItem, type NewWorkItem } from './work-items/create-work-item.ts';
import { linkByNumber } from './work-items/pull-request-links.ts';
import { placeOf, type CompletionSettings, type RepositoryPlace, type World } from './world.ts';

export type { Identity, JournalEntry, Permission } from './documents.ts';

export interface RepositoryName {
  readonly organisation: string;
  readonly project: string;
  readonly repository: string;
}

export interface SandboxRepository extends RepositoryName {
  readonly id: string;
  readonly projectId: string;
  /** refs/heads/... */
  readonly defaultBranch: string;
  /** The bare repository; call refreshPullRequests after writing to it. */
  readonly gitDir: string;
  /** Where git clones from, as soon as setBaseUrl was called. */
  cloneUrl(): string;
}

export interface SandboxPullRequest {
  readonly id: number;
  /** The page for people. */
  webUrl(): string;
}

interface NewToken {
  readonly organisation: string;
  /** Found again by id or display name; `kind` only counts when it is new. */
  readonly identity: WantedIdentity;
  /** All when left out, but for those that have to be named; a build service creates no environments. */
  readonly permissions?: readonly Permission[];
  /** As manifests of extensions name them, such as vso.code; without a cut when left out. */
  readonly scopes?: readonly string[];
  /** The run whose job token this is; stands in the journal. */
  readonly runId?: string;
}

interface NewPullRequest extends RepositoryName {
  /** With or without refs/heads/. */
  readonly source: string;
  readonly target: string;
  readonly title: string;
  readonly description?: string;
  readonly author: { readonly id?: string; readonly displayName: string };
  readonly labels?: readonly string[];
  readonly isDraft?: boolean;
}

/** A local Azure DevOps: REST 7.1 and git over HTTP, over bare repositories and documents below one folder. */
export interface AzureDevOps extends RunControl, EnvironmentControl {
  readonly handler: Handler;
  /** 'azure-devops' for REST and git; undefined for everything else. */
  nameOf(request: ServiceRequest): ServiceName | undefined;
  setBaseUrl(url: string): void;
  /** These three give what exists when it does. */
  createOrganisation(name: string): void;
  createProject(organisation: string, name: string, options?: Pick<Project, 'process'>): Project;
  findProject(organisation: string, nameOrId: string): ProjectPlace | undefined;
  createRepository(name: RepositoryName, options?: { readonly defaultBranch?: string }): SandboxRepository;
  findRepository(name: RepositoryName): SandboxRepository | undefined;
  listRepositories(): readonly SandboxRepository[];
  createIdentity(organisation: string, identity: NewToken['identity']): Identity;
  issueToken(token: NewToken): string;
  deleteToken(token: string): void;
  createPullRequest(request: NewPullRequest): Promise<SandboxPullRequest>;
  /** Creates a pipeline, or scripts the one of that name anew. Gives its number. */
  createPipeline(pipeline: NewPipeline): { readonly id: number };
  createWorkItem(workItem: NewWorkItem): { readonly id: number };
  /** As a person links it on the page. */
  linkWorkItem(link: {
    readonly organisation: string;
    readonly pullRequestId: number;
    readonly workItemId: number;
  }): void;
  /** Sets a branch policy and gives its id. */
  setPolicy(name: RepositoryName, policy: SandboxPolicy): number;
  removePolicy(organisation: string, policyId: number): void;
  /** How the build of a build policy stands for the newest commit of a pull request. */
  setBuildResult(result: PolicyBuildResult): void;
  /** How long completions take, in sandbox milliseconds (100), and what they fail with. */
  readonly completing: CompletionSettings;
  /** Ends all that the service does after its answers, completions above all; due or not. */
  settle(): Promise<void>;
  /** What a push does, after writing to the bare repository directly. */
  refreshPullRequests(name: RepositoryName): Promise<void>;
  /** Every write that was asked for by an authenticated caller, the refused ones too. */
  readonly journal: readonly JournalEntry[];
}

const headOf = (branch: string) => (branch.startsWith('refs/') ? branch : `refs/heads/${branch}`);

export function createAzureDevOps({ folder, clock }: { folder: string; clock: Clock }): AzureDevOps {
  const store = new Store(folder);
  const executor = new Executor(path.join(folder, 'runs'));
  const world: World = {
    clock,
    store,
    changes: new ChangeTracking(),
    locks: new Locks(),
    later: new Later(),
    completing: { delayMs: 100, failure: undefined },
    executor,
    triggers: new Triggers(),
    baseUrl: '',
  };
  followRuns(world, executor);
  resumeCompletions(world);

  const organisationOf = (name: string): Organisation => {
    const organisation = store.organisation(name);
    if (!organisation) throw new Error(`The sandbox has no organisation ${name}.`);
    return organisation;
  };

  const placeNamed = ({ organisation: name, project, repository }: RepositoryName): RepositoryPlace | undefined => {
    const organisation = organisationOf(name);
    const owner = findProject(organisation, project);
    const found = owner && findRepository(organisation, repository, owner.id);
    return found && placeOf(world, organisation, found);
  };

  const requirePlace = (name: RepositoryName): RepositoryPlace => {
    const place = placeNamed(name);
    if (!place)
      throw new Error(`The sandbox has no repository ${name.organisation}/${name.project}/${name.repository}.`);
    return place;
  };

  const present = (name: RepositoryName, place: RepositoryPlace): SandboxRepository => ({
    ...name,
    id: place.repository.id,
    projectId: place.repository.projectId,
    defaultBranch: place.repository.defaultBranch,
    gitDir: place.gitDir,
    cloneUrl: () => world.baseUrl + clonePath(place),
  });

  const environments = environmentControl({
    placeOf: (organisation, name) => {
      const project = azureDevOps.createProject(organisation, name);
      return { world, organisation: organisationOf(organisation), project };
    },
    identityOf: (organisation, who) => createIdentity(store, organisationOf(organisation), who),
  });

  const azureDevOps: AzureDevOps = {
    ...environments,
    handler: (request) => handle(world, request),
    nameOf: (request) => ((addressOf(request) ?? gitAddressOf(request)) ? 'azure-devops' : undefined),
    setBaseUrl(url) {
      world.baseUrl = url.replace(/\/$/, '');
      resumeRuns(world);
    },

    createOrganisation(name) {
      if (store.organisation(name)) return;
      const next = { pullRequest: 1, thread: 1, status: 1 };
      store.addOrganisation({ id: randomUUID(), name, projects: [], repositories: [], identities: [], next });
    },

    createProject(organisation, name, options = {}) {
      const owner = organisationOf(organisation);
      const known = findProject(owner, name);
      if (known) return known;
      const project: Project = { id: randomUUID(), name, ...options };
      owner.document.projects.push(project);
      store.saveOrganisation(owner);
      return project;
    },

    findProject(name, nameOrId) {
      const organisation = store.organisation(name);
      const project = organisation && findProject(organisation, nameOrId);
      return project && { world, organisation, project };
    },

    createRepository(name, { defaultBranch = 'main' } = {}) {
      const known = azureDevOps.findRepository(name);
      if (known) return known;
      const organisation = organisationOf(name.organisation);
      const { id: projectId } = azureDevOps.createProject(name.organisation, name.project);
      const repository = { id: randomUUID(), name: name.repository, projectId, defaultBranch: headOf(defaultBranch) };
      const place = placeOf(world, organisation, repository);
      createBareRepository(place.gitDir, repository.defaultBranch);
      organisation.document.repositories.push(repository);
      store.saveOrganisation(organisation);
      return present(name, place);
    },

    findRepository(name) {
      const place = placeNamed(name);
      return place && present(name, place);
    },

    listRepositories: () =>
      store.organisations.flatMap((organisation) =>
        organisation.document.repositories.map((repository) => {
          const project = organisation.document.projects.find(({ id }) => id === repository.projectId)?.name ?? '';
          const name = { organisation: organisation.document.name, project, repository: repository.name };
          return present(name, placeOf(world, organisation, repository));
        }),
      ),

    createIdentity: (organisation, identity) => createIdentity(store, organisationOf(organisation), identity),

    issueToken({ organisation, identity, runId, scopes, ...given }) {
      const owner = organisationOf(organisation);
      const who = createIdentity(store, owner, identity);
      const permissions = given.permissions ?? (isPerson(who) ? ALL_PERMISSIONS : BUILD_SERVICE_PERMISSIONS);
      const identityId = who.id;
      const token = randomBytes(26).toString('hex');
      const optional = { ...(runId === undefined ? {} : { runId }), ...(scopes === undefined ? {} : { scopes }) };
      store.saveToken({ token, organisation: owner.document.name, identityId, permissions, ...optional });
      return token;
    },

    deleteToken: (token) => store.deleteToken(token),

    async createPullRequest(request) {
      const place = requirePlace(request);
      const pullRequest: PullRequestDocument = await createPullRequest(world, place, {
        source: headOf(request.source),
        target: headOf(request.target),
        title: request.title,
        description: request.description ?? '',
        author: createIdentity(store, place.organisation, request.author),
        labels: request.labels ?? [],
        isDraft: request.isDraft ?? false,
      });
      return { id: pullRequest.id, webUrl: () => `${world.baseUrl}${clonePath(place)}/pullrequest/${pullRequest.id}` };
    },

    createPipeline(pipeline) {
      const { organisation, repository } = requirePlace(pipeline);
      const project = azureDevOps.createProject(pipeline.organisation, pipeline.project);
      const identityOf = (who: NewToken['identity']) => createIdentity(store, organisation, who);
      return createPipeline({ world, organisation, project }, pipeline, { repositoryId: repository.id, identityOf });
    },

    createWorkItem(workItem) {
      const organisation = organisationOf(workItem.organisation);
      const project = azureDevOps.createProject(workItem.organisation, workItem.project);
      const by = createIdentity(store, organisation, workItem.author);
      return createWorkItem({ world, organisation, project }, workItem, by);
    },

    linkWorkItem: ({ organisation, ...link }) => linkByNumber(world, organisationOf(organisation), link),

    setPolicy(name, policy) {
      const place = requirePlace(name);
      return setPolicy(
        world,
        place,
        policy,
        createIdentity(store, place.organisation, { displayName: 'Administrator' }).id,
      );
    },

    removePolicy: (organisation, policyId) => removePolicy(world, organisationOf(organisation), policyId),

    setBuildResult: ({ organisation, ...result }) => setBuildResult(world, organisationOf(organisation), result),

    ...runControl(world, requirePlace),

    completing: world.completing,

    settle: () => world.later.settle(),

    refreshPullRequests: (name) => refreshPullRequests(world, requirePlace(name)),

    get journal() {
      return store.journal;
    },
  };
  return azureDevOps;
}

/** Whatever was written may be what an auto-complete waits for. */
async function handle(world: World, request: ServiceRequest): Promise<ServiceResponse> {
  const response = await respond(world, request);
  if (request.method !== 'GET') considerAutoComplete(world);
  return response;
}

function respond(world: World, request: ServiceRequest): Promise<ServiceResponse> {
  const git = gitAddressOf(request);
  if (git) return answerGit(world, request, git);
  return answerAcrossOrigins(request, async () => {
    try {
      return await answer(world, routes, request);
    } catch (error) {
      if (error instanceof RestError) return errorResponse(error);
      throw error;
    }
  });
}
