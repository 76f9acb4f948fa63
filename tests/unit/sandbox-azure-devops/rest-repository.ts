import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { startSandbox, shop, type Answer, type Sandbox } from './sandbox.ts';

export const ZERO = '0'.repeat(40);

export interface PushOptions {
  readonly token?: string;
  /** The tip of the branch when left out. */
  readonly old?: string;
  readonly message?: string;
  readonly parents?: readonly string[];
}

/** What tests do with a repository over REST alone, without a clone. */
export interface RestRepository extends Sandbox {
  /** Writes files (null deletes) by a push; they are added or edited as the branch has them. */
  write(branch: string, files: Readonly<Record<string, string | null>>, options?: PushOptions): Promise<string>;
  /** A push as given. */
  push(body: unknown, token?: string): Promise<Answer>;
  tip(ref: string): string;
  git(...args: readonly string[]): string;
  /** Opens a pull request from a branch with one file of its own into main. */
  open(branch: string, files?: Readonly<Record<string, string>>): Promise<OpenPullRequest>;
}

export interface OpenPullRequest {
  readonly id: number;
  readonly path: string;
  readonly head: string;
  get(): Promise<Answer['body']>;
  patch(body: object, token?: string): Promise<Answer>;
  /** PATCH status completed at the commit that was opened. */
  complete(completionOptions?: object, token?: string): Promise<Answer>;
}

/** A sandbox whose main has one commit with base.txt. */
export async function startWithMain(): Promise<RestRepository> {
  const sandbox = await startSandbox();
  const { gitDir } = sandbox.azure.createRepository(shop);
  const git = (...args: readonly string[]) =>
    execFileSync('git', [`--git-dir=${gitDir}`, ...args], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    }).trim();
  const tip = (ref: string) => {
    const file = path.join(gitDir, ref);
    if (existsSync(file)) return readFileSync(file, 'utf8').trim();
    const isPacked = existsSync(path.join(gitDir, 'packed-refs'));
    return (isPacked && git('for-each-ref', '--format=%(objectname)', ref)) || ZERO;
  };

  /** What is at commits that this wrote; processes are what tests wait for. */
  const files = new Map<string, ReadonlySet<string>>([[ZERO, new Set()]]);

  const push = (body: unknown, token = sandbox.token) =>
    sandbox.call('POST', 'git/repositories/web/pushes', { body, token });

  async function write(branch: string, content: Readonly<Record<string, string | null>>, options: PushOptions = {}) {
    const name = `refs/heads/${branch}`;
    const { old = tip(name), message = `Change ${branch}`, parents, token } = options;
    const from = parents?.[0] ?? old;
    const known = files.get(from) ?? new Set(git('ls-tree', '-r', '--name-only', from).split('\n'));
    const changes = Object.entries(content).map(([path, text]) => changeOf(path, text, known));
    const commits = [{ comment: message, changes, ...(parents === undefined ? {} : { parents }) }];
    const { status, body, text } = await push({ refUpdates: [{ name, oldObjectId: old }], commits }, token);
    if (status !== 201) throw new Error(`${status}: ${text}`);
    const head = body.refUpdates[0]?.newObjectId ?? '';
    files.set(head, filesAfter(known, content));
    return head;
  }

  async function open(branch: string, files: Readonly<Record<string, string>> = { [`${branch}.txt`]: `${branch}\n` }) {
    const head = await write(branch, files, { parents: [tip('refs/heads/main')] });
    const created = await sandbox.call('POST', 'git/repositories/web/pullrequests', {
      body: {
        sourceRefName: `refs/heads/${branch}`,
        targetRefName: 'refs/heads/main',
        title: `Add ${branch}`,
        description: 'Why.',
      },
    });
    const id = created.body.pullRequestId;
    const path = `git/repositories/web/pullRequests/${id}`;
    const patch = (body: object, token = sandbox.token) => sandbox.call('PATCH', path, { body, token });
    return {
      id,
      path,
      head,
      get: async () => (await sandbox.call('GET', path)).body,
      patch,
      complete: (completionOptions: object = {}, token?: string) =>
        patch({ status: 'completed', lastMergeSourceCommit: { commitId: head }, completionOptions }, token),
    };
  }

  await write('main', { 'base.txt': 'base\n' });
  return { ...sandbox, write, push, tip, git, open };
}

function changeOf(path: string, text: string | null, known: ReadonlySet<string>) {
  const item = { path: `/${path}` };
  if (text === null) return { changeType: 'delete', item };
  const newContent = { content: text, contentType: 'rawtext' };
  return { changeType: known.has(path) ? 'edit' : 'add', item, newContent };
}

function filesAfter(known: ReadonlySet<string>, content: Readonly<Record<string, string | null>>): ReadonlySet<string> {
  const paths = new Set(known);
  for (const [path, text] of Object.entries(content)) paths[text === null ? 'delete' : 'add'](path);
  return paths;
}
