import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import type { AzureDevOps, RepositoryName } from '../../../sandbox/azure-devops/azure-devops.ts';
import { isAncestor, listRefs } from '../../../sandbox/azure-devops/git/history.ts';
import { ZERO_ID } from '../../../sandbox/azure-devops/git/refs.ts';
import { writeCommits } from '../../../sandbox/azure-devops/git/write-commits.ts';
import { temporaryFolder } from './temporary-folder.ts';

const run = promisify(execFile);

export type ClonedFiles = Readonly<Record<string, string | null>>;

export interface Clone {
  readonly folder: string;
  git(...args: readonly string[]): Promise<string>;
  /** Writes files (null deletes), commits them on the branch of that name, and pushes it. */
  push(branch: string, files: ClonedFiles, options?: readonly string[]): Promise<string>;
  /** Checks out a branch that it pushed. */
  switchTo(branch: string): Promise<void>;
}

interface ClonedRepository {
  readonly azure: AzureDevOps;
  readonly name: RepositoryName;
  readonly token: string;
}

/**
 * A working copy whose origin is a repository of the sandbox, over HTTP. What it pushes before git is asked for anything is
 * written into the repository: a push by git takes twenty processes, and most tests need but what it leaves.
 */
export function openClone({ azure, name, token }: ClonedRepository): Clone {
  const folder = temporaryFolder('clone-');
  const repository = azure.createRepository(name);
  const url = repository.cloneUrl().replace('http://', `http://ada:${token}@`);
  const written = new WrittenBranches(azure, name);
  let isThere = false;

  async function git(...args: readonly string[]): Promise<string> {
    if (!isThere) {
      isThere = true;
      written.layOut(folder, url);
      if (written.head !== undefined) await git('reset', '--quiet', '--hard');
    }
    const identity = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.com', '-c', 'commit.gpgsign=false'];
    const { stdout } = await run('git', ['-C', folder, ...identity, ...args], {
      maxBuffer: 64 * 1024 * 1024,
      env: { ...process.env, GIT_TERMINAL_PROMPT: '0', GIT_ASKPASS: 'true' },
      timeout: 30_000,
    });
    return stdout.trim();
  }

  return {
    folder,
    git,
    async push(branch, files, options = []) {
      if (!isThere && options.length === 0) return written.push(branch, files);
      if (readFileSync(path.join(folder, '.git/HEAD'), 'utf8') !== headOf(branch))
        await git('checkout', '--quiet', '-B', branch);
      for (const [file, content] of Object.entries(files)) {
        const target = path.join(folder, file);
        mkdirSync(path.dirname(target), { recursive: true });
        if (content === null) rmSync(target);
        else writeFileSync(target, content);
      }
      await git('add', '--all');
      await git('commit', '--quiet', '--allow-empty', '-m', `Change ${branch}`);
      await git('push', '--quiet', ...options, 'origin', branch);
      return readFileSync(path.join(folder, '.git/refs/heads', branch), 'utf8').trim();
    },
    async switchTo(branch) {
      if (isThere) await git('checkout', '--quiet', branch);
      else written.switchTo(branch);
    },
  };
}

const headOf = (branch: string) => `ref: refs/heads/${branch}\n`;

const configFor = (url: string) => `[core]
	repositoryformatversion = 0
	filemode = true
	bare = false
	logallrefupdates = true
[remote "origin"]
	url = ${url}
	fetch = +refs/heads/*:refs/remotes/origin/*
[maintenance]
	auto = false
`;

/** The branches of a clone that git has not seen yet. */
class WrittenBranches {
  readonly #azure: AzureDevOps;
  readonly #name: RepositoryName;
  readonly #gitDir: string;
  readonly #tips = new Map<string, string>();
  #branch = 'main';
  head: string | undefined;

  constructor(azure: AzureDevOps, name: RepositoryName) {
    this.#azure = azure;
    this.#name = name;
    this.#gitDir = azure.createRepository(name).gitDir;
  }

  /** As git checkout -B, commit and push. */
  async push(branch: string, files: ClonedFiles): Promise<string> {
    const name = `refs/heads/${branch}`;
    const from = (await listRefs(this.#gitDir, name)).get(name) ?? ZERO_ID;
    if (from !== ZERO_ID && !(this.head !== undefined && (await isAncestor(this.#gitDir, from, this.head))))
      throw new Error(`${branch} is not a fast-forward.`);
    const by = { name: 'Ada', email: 'ada@example.com', date: new Date() };
    const commit = {
      ...{ message: `Change ${branch}`, author: by, committer: by },
      parents: this.head === undefined ? [] : [this.head],
      writes: Object.entries(files).map(([file, text]) => ({
        path: file,
        content: text === null ? undefined : { bytes: Buffer.from(text) },
      })),
    };
    const [id] = (await writeCommits(this.#gitDir, { name, from }, [commit])) ?? [];
    if (id === undefined) throw new Error(`${branch} moved meanwhile.`);
    this.#tips.set(branch, id);
    [this.#branch, this.head] = [branch, id];
    await this.#azure.refreshPullRequests(this.#name);
    return id;
  }

  switchTo(branch: string): void {
    const head = this.#tips.get(branch);
    if (head === undefined) throw new Error(`There is no branch ${branch}.`);
    [this.#branch, this.head] = [branch, head];
  }

  /** What git init and those pushes would have left, but for the index. */
  layOut(folder: string, url: string): void {
    const gitDir = path.join(folder, '.git');
    for (const one of ['objects', 'refs/heads', 'refs/remotes/origin'])
      mkdirSync(path.join(gitDir, one), { recursive: true });
    if (this.head !== undefined)
      cpSync(path.join(this.#gitDir, 'objects'), path.join(gitDir, 'objects'), { recursive: true });
    writeFileSync(path.join(gitDir, 'config'), configFor(url));
    writeFileSync(path.join(gitDir, 'HEAD'), headOf(this.#branch));
    for (const [branch, id] of this.#tips)
      for (const one of ['refs/heads', 'refs/remotes/origin']) {
        const file = path.join(gitDir, one, branch);
        mkdirSync(path.dirname(file), { recursive: true });
        writeFileSync(file, `${id}\n`);
      }
  }
}
