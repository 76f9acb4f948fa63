import { execFile } from 'node:child_process';
import { access, appendFile, mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { agentEnvironment } from './environment.ts';

interface Checkout {
  /** Of the repository, without credentials. */
  readonly url: string;
  readonly token?: string;
  /** refs/pull/N/merge, or a branch by its full ref or name. */
  readonly ref: string;
  /** The commit to build; the tip of the ref when left out. */
  readonly commit?: string;
  readonly directory: string;
  /** 0 fetches everything. */
  readonly fetchDepth?: number;
  readonly fetchTags?: boolean;
  /** A partial clone: blob:none, tree:0. */
  readonly filter?: string;
  /** Leaves the token in .git/config for later steps. */
  readonly persistCredentials?: boolean;
}

const milliseconds = 120_000;

/**
 * Does what the agent's checkout step does, and gives the commit that is checked out, with a detached HEAD. Rejects
 * with git's own words.
 */
export async function checkout(options: Checkout): Promise<string> {
  const { url, directory, fetchDepth = 1, token, persistCredentials = false } = options;
  await mkdir(directory, { recursive: true });
  const git = (args: readonly string[], header?: string) => runGit(directory, args, header);
  const headerKey = `http.${url}.extraheader`;
  if (await exists(path.join(directory, '.git'))) {
    await git(['remote', 'set-url', 'origin', '--', url]);
    // What an earlier checkout persisted.
    if (await has(git(['config', '--get-all', headerKey]))) await git(['config', '--unset-all', headerKey]);
  } else {
    await git(['init', '--quiet', '--initial-branch=main', directory]);
    // Written, not set by git: every run of a task begins here, and waits for each process.
    await appendFile(path.join(directory, '.git/config'), configFor(url));
  }
  const header = token === undefined ? undefined : `AUTHORIZATION: bearer ${token}`;
  const { refspecs, target } = whatToFetch(options, fetchDepth);
  await git(['fetch', ...(await howToFetch(options, fetchDepth)), '--', 'origin', ...refspecs], header);
  // A partial clone fetches the missing files only now.
  await git(['checkout', '--quiet', '--force', '--detach', target, '--'], header);
  if (persistCredentials && header !== undefined) await git(['config', headerKey, header]);
  return (await readFile(path.join(directory, '.git/HEAD'), 'utf8')).trim();
}

/** As git itself writes it, which quotes only what needs it: the next checkout lets it set the same again. */
const configFor = (url: string) => `[remote "origin"]
	url = ${/["\\;#\s]/.test(url) ? JSON.stringify(url) : url}
	fetch = +refs/heads/*:refs/remotes/origin/*
[gc]
	auto = 0
`;

async function howToFetch({ directory, filter, fetchTags }: Checkout, fetchDepth: number): Promise<string[]> {
  const deepen = (await exists(path.join(directory, '.git', 'shallow'))) ? ['--unshallow'] : [];
  return [
    ...['--force', fetchTags ? '--tags' : '--no-tags', '--prune', '--prune-tags', '--no-recurse-submodules'],
    ...(fetchDepth > 0 ? [`--depth=${fetchDepth}`] : deepen),
    ...(filter === undefined ? [] : [`--filter=${filter}`]),
  ];
}

/** A shallow fetch takes only the commit; a pull request without one takes all branches and its own ref. */
function whatToFetch({ ref, commit }: Checkout, fetchDepth: number): { refspecs: string[]; target: string } {
  const isPullRequest = ref.toLowerCase().startsWith('refs/pull/');
  const local = remoteRef(ref);
  if (commit !== undefined && fetchDepth > 0) {
    const fetched = `refs/remotes/origin/${commit}`;
    return { refspecs: [`+${commit}:${fetched}`], target: isPullRequest ? fetched : commit };
  }
  if (!isPullRequest) return { refspecs: [], target: commit ?? local };
  return { refspecs: ['+refs/heads/*:refs/remotes/origin/*', `+${ref}:${local}`], target: local };
}

function remoteRef(ref: string): string {
  if (ref.startsWith('refs/heads/')) return `refs/remotes/origin/${ref.slice('refs/heads/'.length)}`;
  if (ref.startsWith('refs/pull/')) return `refs/remotes/pull/${ref.slice('refs/pull/'.length)}`;
  return ref.startsWith('refs/') ? ref : `refs/remotes/origin/${ref}`;
}

function runGit(directory: string, args: readonly string[], header?: string): Promise<string> {
  const credentials: Record<string, string> =
    header === undefined
      ? {}
      : { GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'http.extraheader', GIT_CONFIG_VALUE_0: header };
  const env = agentEnvironment(process.env, { GIT_TERMINAL_PROMPT: '0', GIT_CONFIG_NOSYSTEM: '1', ...credentials });
  return new Promise((resolve, reject) => {
    execFile(
      'git',
      args,
      { cwd: directory, env, timeout: milliseconds, maxBuffer: 1 << 26 },
      (error, stdout, stderr) => {
        if (error) reject(new Error(`git ${args[0] ?? ''} failed in ${directory}: ${stderr.trim() || error.message}`));
        else resolve(stdout);
      },
    );
  });
}

const exists = (file: string) => has(access(file));

/** Whether this question is answered. */
async function has(question: Promise<unknown>): Promise<boolean> {
  return question.then(
    () => true,
    () => false,
  );
}
