import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { execFile } from 'node:child_process';
import type { StepRun } from '../../sandbox/agent/task-step.ts';
import type { SandboxRepository } from '../../sandbox/azure-devops/azure-devops.ts';
import type { Clock } from '../../sandbox/core/clock.ts';
import { type ReviewRun, runReview } from '../../sandbox/review-run.ts';
import { commitStream, importStream } from '../../sandbox/sample/fast-import.ts';
import { type Sandbox, startSandbox } from '../../sandbox/sandbox.ts';
import { nodeMajor, tasksRoot } from './built-tasks.ts';

const root = path.join(import.meta.dirname, '../..');

const execute = promisify(execFile);

/** Text of files by path; undefined removes one. */
export type Files = Readonly<Record<string, string | undefined>>;

export interface WorldPullRequest {
  readonly id: number;
  readonly source: string;
  readonly target: string;
}

/** A sandbox with one repository, and the built task that is run against it. */
export class ReviewWorld {
  readonly sandbox: Sandbox;
  readonly repository: SandboxRepository;
  readonly folder: string;
  #runs = 0;
  #at = Date.parse('2026-03-01T10:00:00Z');

  private constructor(sandbox: Sandbox, repository: SandboxRepository, folder: string) {
    this.sandbox = sandbox;
    this.repository = repository;
    this.folder = folder;
  }

  static async start({ clock, project = 'Shop' }: { clock?: Clock; project?: string } = {}): Promise<ReviewWorld> {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'slipway-e2e-'));
    const sandbox = await startSandbox({ folder: path.join(folder, 'state'), ...(clock ? { clock } : {}) });
    sandbox.azureDevOps.createOrganisation('fabrikam');
    const repository = sandbox.azureDevOps.createRepository({ organisation: 'fabrikam', project, repository: 'shop' });
    return new ReviewWorld(sandbox, repository, folder);
  }

  /** Ends it; its traffic is kept in out/traffic under `name`. */
  async stop(name: string): Promise<void> {
    await this.sandbox.close();
    this.sandbox.traffic.write(path.join(root, 'out/traffic'), `e2e-${name}${nodeMajor()}`);
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Commits to a branch on top of what it holds, or of `from`, and lets pull requests see it. */
  async commit(
    branch: string,
    files: Files,
    { from, moves }: { from?: string; moves?: { from: string; to: string }[] } = {},
  ): Promise<void> {
    this.#at += 60_000;
    const by = { name: 'Ada', email: 'ada@example.com' };
    const at = new Date(this.#at).toISOString().replace(/\.\d+Z$/, '+00:00');
    const parent = await this.#tip(from ?? branch);
    const commit = {
      ref: `refs/heads/${branch}`,
      mark: 1,
      message: `Change ${branch}`,
      by,
      at,
      files: Object.entries(files),
    };
    const stream = commitStream({
      ...commit,
      ...(moves ? { moves } : {}),
      ...(parent === undefined ? {} : { parent }),
    });
    await importStream('git', this.repository.gitDir, stream);
    await this.sandbox.azureDevOps.refreshPullRequests(this.repository);
  }

  async #tip(branch: string): Promise<string | undefined> {
    const args = ['-C', this.repository.gitDir, 'rev-parse', '--verify', '--quiet', `refs/heads/${branch}`];
    return execute('git', args).then(
      ({ stdout }) => stdout.trim(),
      () => undefined,
    );
  }

  /** main with `before`, a branch on it with `after`, and the pull request between them. */
  async openPullRequest(
    before: Files,
    after: Files,
    over: { title?: string; description?: string; branch?: string } = {},
  ): Promise<WorldPullRequest> {
    const { branch = 'feature/change', title = 'Change the shop', description = 'As agreed.' } = over;
    await this.commit('main', before);
    await this.commit(branch, after, { from: 'main' });
    return this.pullRequestOf(branch, title, description);
  }

  async pullRequestOf(branch: string, title: string, description = ''): Promise<WorldPullRequest> {
    const author = { displayName: 'Ada' };
    const { id } = await this.sandbox.azureDevOps.createPullRequest({
      ...this.repository,
      source: branch,
      target: 'main',
      title,
      description,
      author,
    });
    return { id, source: `refs/heads/${branch}`, target: 'refs/heads/main' };
  }

  /** Runs the built AIReview as the agent does. */
  review(pullRequest: WorldPullRequest, over: Partial<ReviewRun> = {}): Promise<StepRun> {
    this.#runs += 1;
    return runReview({
      sandbox: this.sandbox,
      repository: this.repository,
      pullRequest,
      taskFolder: path.join(tasksRoot, 'AIReview'),
      workFolder: path.join(this.folder, `work-${this.#runs}`),
      buildId: this.#runs,
      ...(process.env['TASK_NODE'] ? { node: process.env['TASK_NODE'] } : {}),
      ...over,
    });
  }

  /** Reads REST as somebody who may read. */
  async get<Answer>(path: string): Promise<Answer> {
    const { organisation, project, id } = this.repository;
    const token = this.sandbox.azureDevOps.issueToken({
      organisation,
      identity: { displayName: 'Reader' },
      permissions: ['readCode'],
    });
    const url = `${this.sandbox.azureService.url}/${organisation}/${encodeURIComponent(project)}/_apis/git/repositories/${id}/${path}`;
    const answer = await fetch(`${url}${path.includes('?') ? '&' : '?'}api-version=7.1`, {
      headers: { authorization: `Bearer ${token}` },
    });
    return (await answer.json()) as Answer;
  }

  /** Our threads on a pull request, by what the page would show. */
  async threads({ id }: WorldPullRequest): Promise<ThreadSeen[]> {
    const { value } = await this.get<{ value: WireThread[] }>(`pullRequests/${id}/threads`);
    return value
      .filter(({ isDeleted, comments }) => !isDeleted && comments.some(({ commentType }) => commentType !== 'system'))
      .map(threadSeen);
  }

  async statuses({ id }: WorldPullRequest): Promise<{ state: string; iterationId: number; description: string }[]> {
    return (
      await this.get<{ value: { state: string; iterationId: number; description: string }[] }>(
        `pullRequests/${id}/statuses`,
      )
    ).value;
  }

  /** The writes that runs asked for, refused ones too. */
  get writes(): readonly string[] {
    return this.sandbox.azureDevOps.journal.map(({ method, path: route }) => `${method} ${route}`);
  }
}

interface Position {
  readonly line: number;
  readonly offset: number;
}

export interface ThreadSeen {
  readonly id: number;
  readonly status: string;
  readonly path: string | undefined;
  readonly side: 'new' | 'old' | undefined;
  readonly start: Position | undefined;
  readonly end: Position | undefined;
  readonly content: string;
}

interface WireThread {
  readonly id: number;
  readonly status: string;
  readonly isDeleted: boolean;
  readonly threadContext: {
    readonly filePath: string;
    readonly rightFileStart?: Position | null;
    readonly rightFileEnd?: Position | null;
    readonly leftFileStart?: Position | null;
    readonly leftFileEnd?: Position | null;
  } | null;
  readonly comments: readonly { readonly content?: string; readonly commentType: string }[];
}

function threadSeen({ id, status, threadContext, comments }: WireThread): ThreadSeen {
  const { filePath, leftFileStart, leftFileEnd, rightFileStart, rightFileEnd } = threadContext ?? {};
  const right = rightFileStart ?? undefined;
  const left = leftFileStart ?? undefined;
  return {
    id,
    status,
    path: filePath,
    side: right ? 'new' : left ? 'old' : undefined,
    start: right ?? left,
    end: rightFileEnd ?? leftFileEnd ?? undefined,
    content: comments[0]?.content ?? '',
  };
}
