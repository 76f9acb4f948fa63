import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Endpoint, StepRun } from '../../sandbox/agent/task-step.ts';
import type { Permission, SandboxRepository } from '../../sandbox/azure-devops/azure-devops.ts';
import { findCommit } from '../../sandbox/azure-devops/git/history.ts';
import { ZERO_ID } from '../../sandbox/azure-devops/git/refs.ts';
import { writeCommits } from '../../sandbox/azure-devops/git/write-commits.ts';
import type { Clock } from '../../sandbox/core/clock.ts';
import type { WorkflowGraph } from '../../sandbox/jira/workflow/workflow-graph.ts';
import type { HubSettings } from '../../sandbox/hub/start-hub.ts';
import { claudeConnection } from '../../sandbox/review-run.ts';
import { type Sandbox, startSandbox } from '../../sandbox/sandbox.ts';
import { issueJobToken, type RunSubject, runTask, type TaskRun } from '../../sandbox/task-run.ts';
import { ReleaseDocument, StagingDocument } from '../../src/release/ledger/ledger-documents.ts';
import { nodeMajor, tasksRoot } from './built-tasks.ts';

const root = path.join(import.meta.dirname, '../..');
const execute = promisify(execFile);

/** Text of files by path. */
type Files = Readonly<Record<string, string>>;

interface Merge {
  readonly into?: string;
  readonly branch?: string;
  readonly title?: string;
  readonly description?: string;
  readonly strategy?: 'squash' | 'noFastForward' | 'rebase' | 'rebaseMerge';
}

export interface MergedSeen {
  readonly id: number;
  readonly commit: string;
}

type Run = Partial<Omit<TaskRun, 'sandbox' | 'repository' | 'taskFolder' | 'inputs'>>;

interface Wire {
  readonly pullRequestId: number;
  readonly status: string;
  readonly title: string;
  readonly description?: string;
  readonly mergeStatus?: string;
  readonly sourceRefName: string;
  readonly targetRefName: string;
  readonly labels?: readonly { readonly name: string }[];
  readonly lastMergeSourceCommit?: { readonly commitId: string };
  readonly lastMergeCommit?: { readonly commitId: string };
}

/** A sandbox with one repository (main and develop) and one Jira project, and the built tasks that run against it. */
export class ReleaseWorld {
  readonly sandbox: Sandbox;
  readonly repository: SandboxRepository;
  readonly folder: string;
  readonly #jira: Endpoint;
  readonly #person: string;
  #runs = 0;
  #changes = 0;
  #at = Date.parse('2026-03-01T10:00:00Z');

  private constructor(sandbox: Sandbox, repository: SandboxRepository, folder: string) {
    this.sandbox = sandbox;
    this.repository = repository;
    this.folder = folder;
    const { token, email } = sandbox.jira.issueToken({ user: 'Slipway' });
    this.#jira = {
      url: sandbox.jira.siteUrl(),
      authorization:
        sandbox.jira.deployment === 'cloud'
          ? { scheme: 'UsernamePassword', parameters: { username: email, password: token } }
          : { scheme: 'Token', parameters: { apitoken: token } },
      data: { deployment: sandbox.jira.deployment },
    };
    this.#person = sandbox.azureDevOps.issueToken({
      organisation: repository.organisation,
      identity: { displayName: 'Ada' },
    });
  }

  static async start({
    clock,
    repository = 'shop',
    deployment = 'cloud',
    basePath = '',
    workflow,
    hub,
  }: {
    clock?: Clock;
    /** Of the Jira project; the stand-in's own when left out. */
    workflow?: WorkflowGraph;
    repository?: string;
    deployment?: 'cloud' | 'datacenter';
    basePath?: string;
    /** Serves the hub, too. */
    hub?: HubSettings;
  } = {}): Promise<ReleaseWorld> {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'slipway-e2e-'));
    const sandbox = await startSandbox({
      folder: path.join(folder, 'state'),
      jira: { deployment, basePath },
      ...(clock ? { clock } : {}),
      ...(hub ? { hub } : {}),
    });
    sandbox.azureDevOps.createOrganisation('fabrikam');
    sandbox.azureDevOps.completing.delayMs = 20;
    sandbox.jira.createProject({ key: 'ABC', name: 'Shop', ...(workflow ? { workflow } : {}) });
    const created = sandbox.azureDevOps.createRepository({ organisation: 'fabrikam', project: 'Shop', repository });
    const world = new ReleaseWorld(sandbox, created, folder);
    await world.commit('main', { 'README.md': 'Shop\n' }, { message: 'Start' });
    await world.commit('develop', { 'a.txt': '0\n' }, { message: 'Begin', from: 'main' });
    return world;
  }

  /**
   * Ends it; its traffic is kept in out/traffic under `name`. With a Jira Data Center in out/traffic-datacenter: its REST
   * v2 has no published description to hold the traffic against.
   */
  async stop(name: string): Promise<void> {
    await this.sandbox.azureDevOps.settle();
    await this.sandbox.close();
    const folder = this.sandbox.jira.deployment === 'cloud' ? 'out/traffic' : 'out/traffic-datacenter';
    this.sandbox.traffic.write(path.join(root, folder), `e2e-${name}${nodeMajor()}`);
    rmSync(this.folder, { recursive: true, force: true });
  }

  async git(...args: readonly string[]): Promise<string> {
    const { stdout } = await execute('git', ['-C', this.repository.gitDir, ...args], { maxBuffer: 1 << 26 });
    return stdout.trim();
  }

  /** Where a branch or tag stands; undefined when there is none. */
  tip(revision: string): Promise<string | undefined> {
    return findCommit(this.repository.gitDir, revision);
  }

  /** What a person's push to a branch does. */
  async commit(
    branch: string,
    files: Files,
    { message = `Change ${branch}`, from }: { message?: string; from?: string } = {},
  ): Promise<string> {
    this.#at += 60_000;
    const name = `refs/heads/${branch}`;
    const { gitDir } = this.repository;
    const [before, parent] = [await this.tip(name), await this.tip(`refs/heads/${from ?? branch}`)];
    const by = { name: 'Ada', email: 'ada@example.com', date: new Date(this.#at) };
    const writes = Object.entries(files).map(([file, text]) => ({
      path: file,
      content: { bytes: Buffer.from(text) },
    }));
    const parents = parent === undefined ? [] : [parent];
    const commit = { message, author: by, committer: by, parents, writes };
    const [id] = (await writeCommits(gitDir, { name, from: before ?? ZERO_ID }, [commit])) ?? [];
    if (id === undefined) throw new Error(`${branch} moved while it was written.`);
    await this.sandbox.azureDevOps.refreshPullRequests(this.repository);
    return id;
  }

  /** A branch with a change, and the pull request for it. */
  async openPullRequest({ into = 'develop', branch, title, description = '' }: Merge = {}, files?: Files) {
    this.#changes += 1;
    const source = branch ?? `feature/${this.#changes}`;
    await this.commit(source, files ?? { [`change-${this.#changes}.txt`]: `${this.#changes}\n` }, {
      message: title ?? `Change ${this.#changes}`,
      from: into,
    });
    const { id } = await this.sandbox.azureDevOps.createPullRequest({
      ...this.repository,
      source,
      target: into,
      title: title ?? `Change ${this.#changes}`,
      description,
      author: { displayName: 'Ada' },
    });
    return { id, source: `refs/heads/${source}`, target: `refs/heads/${into}` };
  }

  /** What a person does with the button, waited for. */
  async complete(id: number, strategy: Merge['strategy'] = 'squash'): Promise<string> {
    const { lastMergeSourceCommit } = await this.pullRequest(id);
    await this.#call('PATCH', `pullRequests/${id}`, {
      status: 'completed',
      lastMergeSourceCommit,
      completionOptions: { mergeStrategy: strategy },
    });
    await this.sandbox.azureDevOps.settle();
    const done = await this.pullRequest(id);
    if (done.status !== 'completed')
      throw new Error(`Pull request ${id} is ${done.status}, ${done.mergeStatus ?? ''}.`);
    return done.lastMergeCommit?.commitId ?? '';
  }

  /** A pull request that is merged at once. */
  async merge(over: Merge = {}, files?: Files): Promise<MergedSeen> {
    const { id } = await this.openPullRequest(over, files);
    return { id, commit: await this.complete(id, over.strategy) };
  }

  pullRequest(id: number): Promise<Wire> {
    return this.#call('GET', `pullRequests/${id}`) as Promise<Wire>;
  }

  #call(method: string, route: string, body?: unknown): Promise<unknown> {
    return this.request(method, `git/repositories/${this.repository.id}/${route}`, body);
  }

  /** A request to the project's REST API, of a person (Ada) unless a token is given. Throws what is refused. */
  async request(method: string, route: string, body?: unknown, token = this.#person): Promise<unknown> {
    const { organisation, project } = this.repository;
    const url = `${this.sandbox.azureService.url}/${organisation}/${encodeURIComponent(project)}/_apis/${route}`;
    const version = route.includes('api-version=') ? '' : `${route.includes('?') ? '&' : '?'}api-version=7.1`;
    const answer = await fetch(url + version, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${route} answered ${answer.status}: ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  }

  /** What AIReview leaves on the newest iteration, in the name of the build service unless a token is given. */
  async postVerdict(id: number, { state = 'succeeded', token = this.jobToken() } = {}): Promise<void> {
    const route = `git/repositories/${this.repository.id}/pullRequests/${id}`;
    const { value } = (await this.request('GET', `${route}/iterations`)) as { readonly value: readonly unknown[] };
    const context = { genre: 'slipway', name: 'ai-review' };
    const body = { iterationId: value.length, state, description: 'Reviewed', context };
    await this.request('POST', `${route}/statuses`, body, token);
  }

  /** A token of somebody, with all permissions unless they are named. */
  tokenOf(displayName: string, permissions?: readonly Permission[]): string {
    const { organisation } = this.repository;
    const given = permissions === undefined ? {} : { permissions };
    return this.sandbox.azureDevOps.issueToken({ organisation, identity: { displayName }, ...given });
  }

  /** A token of a job, with what a build service is given for Slipway unless it is named. */
  jobToken(permissions?: readonly Permission[]): string {
    const given = permissions === undefined ? {} : { permissions };
    return issueJobToken({ sandbox: this.sandbox, repository: this.repository, ...given });
  }

  /** Runs a built task, on develop unless told otherwise. */
  run(
    task: string,
    inputs: Readonly<Record<string, string>>,
    over: Run & { readonly on?: string } = {},
  ): Promise<StepRun> {
    this.#runs += 1;
    const subject: RunSubject = over.subject ?? { kind: 'branch', ref: `refs/heads/${over.on ?? 'develop'}` };
    return runTask({
      sandbox: this.sandbox,
      repository: this.repository,
      taskFolder: path.join(tasksRoot, task),
      workFolder: path.join(this.folder, `work-${this.#runs}`),
      buildId: this.#runs,
      connections: { jira: this.#jira, claude: claudeConnection(this.sandbox) },
      ...(process.env['TASK_NODE'] ? { node: process.env['TASK_NODE'] } : {}),
      ...over,
      name: 'step',
      inputs,
      subject,
    });
  }

  /** StageRelease with one action; conventional versions and Jira. */
  release(
    action: string,
    inputs: Readonly<Record<string, string>> = {},
    over: Parameters<ReleaseWorld['run']>[2] = {},
  ) {
    return this.run('StageRelease', { action, versioning: 'conventional', jiraConnection: 'jira', ...inputs }, over);
  }

  /** A token of a job that may only read. */
  readOnlyToken(): string {
    return this.jobToken(['readCode']);
  }

  async ledgerFile(file: string): Promise<string | undefined> {
    return this.git('show', `refs/heads/slipway/ledger:${file}`).catch(() => undefined);
  }

  async staging(component = this.repository.repository): Promise<StagingDocument | undefined> {
    const text = await this.ledgerFile(`staging/${component}.json`);
    return text === undefined ? undefined : StagingDocument.parse(JSON.parse(text));
  }

  async releases(component = this.repository.repository): Promise<readonly ReleaseDocument[]> {
    const listed = await this.git(
      'ls-tree',
      '-r',
      '--name-only',
      'refs/heads/slipway/ledger',
      `releases/${component}/`,
    ).catch(() => '');
    const texts = await Promise.all(
      listed
        .split('\n')
        .filter(Boolean)
        .map((file) => this.ledgerFile(file)),
    );
    return texts
      .map((text) => ReleaseDocument.parse(JSON.parse(text ?? '')))
      .toSorted((a, b) => (a.releasedAt < b.releasedAt ? -1 : 1));
  }

  /** The ledger's history, the oldest first. */
  async ledgerMessages(): Promise<readonly string[]> {
    const log = await this.git('log', '--reverse', '--format=%s', 'refs/heads/slipway/ledger').catch(() => '');
    return log.split('\n').filter(Boolean);
  }

  /** Everything that runs wrote anywhere, refused requests too; pushes by git are in it. */
  get writes(): readonly string[] {
    const azure = this.sandbox.azureDevOps.journal
      .filter(({ identity }) => identity.displayName !== 'Ada')
      .map(({ method, path: route }) => `${method} ${route}`);
    const jira = this.sandbox.jira.journal.map(({ method, path: route }) => `jira ${method} ${route}`);
    return [...azure, ...jira].filter((write) => !isReading(write));
  }
}

/** Queries that are posted, and what git asks before it pushes. */
const isReading = (write: string): boolean =>
  /pullrequestquery|permissionevaluationbatch|git-upload-pack|info\/refs|\/search\/jql|\/search$|wit\/wiql|workitemsbatch/.test(
    write,
  );
