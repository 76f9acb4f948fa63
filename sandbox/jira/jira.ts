import { randomBytes } from 'node:crypto';
import type { Clock } from '../core/clock.ts';
import type { Handler, ServiceRequest } from '../core/service.ts';
import {
  ALL_PERMISSIONS,
  type Deployment,
  type JournalEntry,
  type Permission,
  type Project,
  type Scope,
  type User,
  type Version,
} from './documents.ts';
import { errorResponse, JiraError } from './errors.ts';
import { Limiter, type LimitReport, type Limits } from './limits.ts';
import { answerPage } from './page/page-handler.ts';
import { answer } from './rest/router.ts';
import { routes } from './routes/routes.ts';
import { SearchIndex } from './search-index.ts';
import {
  createIssueByHand,
  createUser,
  moveCard,
  moveToProject,
  requireIssueNamed,
  requireProjectNamed,
  type NewIssueByHand,
  type NewUser,
} from './setup/by-hand.ts';
import { readIssueState, type IssueState } from './setup/issue-state.ts';
import { readProject, type NewProject } from './setup/new-project.ts';
import { Store } from './store.ts';
import { siteUrl, type World } from './world.ts';

export interface NewToken {
  /** The display name of a user, who is created when new. */
  readonly user: string;
  /** All when left out. */
  readonly permissions?: readonly Permission[];
  /** Keys of the projects it sees; all when left out. */
  readonly projects?: readonly string[];
  /** Makes it a token with scopes. */
  readonly scopes?: readonly Scope[];
  /** The run that uses it; stands in the journal. */
  readonly runId?: string;
}

interface IssuedToken {
  readonly token: string;
  /** The user name that goes with it on Cloud. */
  readonly email: string;
  /** The value of the header Authorization. */
  readonly authorization: string;
}

/** A local Jira: REST v3 of Cloud or v2 of Data Center, and pages for people. */
export interface Jira {
  readonly handler: Handler;
  readonly deployment: Deployment;
  /** Whether a request is for a page or its style, and not for the API. */
  isPage(request: Pick<ServiceRequest, 'url'>): boolean;
  setBaseUrl(url: string): void;
  /** What a service connection names: http://127.0.0.1:PORT and the base path. */
  siteUrl(): string;
  /** Every write that was asked for by an authenticated caller, the refused ones too. */
  readonly journal: readonly JournalEntry[];
  /** What the limits refused, and who did not wait as told. */
  readonly limits: LimitReport;
  setLimits(limits: Limits): void;
  /** From here on a search does not see changes of the last `ms` sandbox milliseconds, unless they are reconciled. */
  delaySearch(ms: number): void;
  /** These two give what exists when it does. */
  createUser(user: NewUser): User;
  createProject(project: NewProject): Project;
  issueToken(token: NewToken): IssuedToken;
  deleteToken(token: string): void;
  createVersion(
    project: string,
    version: { readonly name: string; readonly released?: boolean; readonly archived?: boolean },
  ): Version;
  readVersions(project: string): readonly Version[];
  /** Gives the key. */
  createIssue(issue: NewIssueByHand): string;
  /** Undefined for one that was deleted or never was. */
  readIssue(key: string): IssueState | undefined;
  /** In the order of their numbers. */
  listIssues(project: string): readonly IssueState[];
  /** What a person does on the board: to a status by name or id, whatever the workflow says. */
  moveCard(key: string, status: string, by?: string): void;
  /** Gives the key in the other project; the old one leads there. */
  moveIssue(key: string, project: string): string;
  deleteIssue(key: string): void;
}

interface JiraOptions {
  /** Keeps everything; in memory only when left out. */
  readonly folder?: string;
  readonly clock: Clock;
  readonly deployment?: Deployment;
  /** `/jira`, as many servers have it; none by default. */
  readonly basePath?: string;
}

const BASE_PATH = /^(?:\/[\w-]+)*$/;

export function createJira({ folder, clock, deployment = 'cloud', basePath = '' }: JiraOptions): Jira {
  if (!BASE_PATH.test(basePath)) throw new Error(`${basePath} is no base path.`);
  const store = new Store(folder);
  const limiter = new Limiter(clock);
  const world: World = { clock, store, deployment, basePath, limiter, index: new SearchIndex(), baseUrl: '' };
  const isPage: Jira['isPage'] = ({ url }) => !url.pathname.startsWith(`${basePath}/rest/`);

  return {
    deployment,
    isPage,
    handler: (request) => Promise.resolve(isPage(request) ? answerPage(world, request) : answerRest(world, request)),
    setBaseUrl(url) {
      world.baseUrl = url.replace(/\/$/, '');
    },
    siteUrl: () => siteUrl(world),

    get journal() {
      return store.journal;
    },
    get limits() {
      return limiter.report;
    },
    setLimits(limits) {
      limiter.limits = limits;
    },
    delaySearch: (ms) => world.index.delayBy(ms, store.issues),

    createUser: (user) => createUser(world, user),

    createProject(project) {
      const known = store.projects.find(({ key }) => key === project.key);
      if (known) return known;
      const lead = createUser(world, { displayName: 'Sandbox Administrator' });
      const created = readProject(world, project, lead.accountId);
      store.saveProject(created);
      return created;
    },

    issueToken({ user: displayName, permissions = ALL_PERMISSIONS, projects, scopes, runId }) {
      const user = createUser(world, { displayName });
      const token = `ATATT3x${randomBytes(24).toString('hex')}`;
      store.saveToken({
        token,
        accountId: user.accountId,
        permissions,
        ...(projects ? { projects } : {}),
        ...(scopes ? { scopes } : {}),
        ...(runId === undefined ? {} : { runId }),
      });
      const email = user.emailAddress;
      const basic = Buffer.from(`${email}:${token}`).toString('base64');
      return { token, email, authorization: deployment === 'cloud' ? `Basic ${basic}` : `Bearer ${token}` };
    },
    deleteToken: (token) => store.deleteToken(token),

    createVersion(key, { name, released = false, archived = false }) {
      const project = requireProjectNamed(world, key);
      const known = project.versions.find((version) => version.name === name);
      if (known) return known;
      const version: Version = { id: store.takeId(), name, released, archived, relatedWork: [] };
      project.versions.push(version);
      store.saveProject(project);
      return version;
    },
    readVersions: (key) => requireProjectNamed(world, key).versions,

    createIssue: (issue) => createIssueByHand(world, issue).key,

    readIssue(key) {
      const issue = store.issueByKey(key);
      return issue && readIssueState(world, issue);
    },
    listIssues(key) {
      const { id } = requireProjectNamed(world, key);
      return store.issues.filter(({ projectId }) => projectId === id).map((issue) => readIssueState(world, issue));
    },
    moveCard: (key, status, by) => moveCard(world, key, status, by),
    moveIssue: (key, project) => moveToProject(world, key, project),
    deleteIssue: (key) => store.deleteIssue(requireIssueNamed(world, key)),
  };
}

function answerRest(world: World, request: ServiceRequest) {
  try {
    return answer(world, routes, request);
  } catch (error) {
    if (error instanceof JiraError) return errorResponse(error);
    throw error;
  }
}
