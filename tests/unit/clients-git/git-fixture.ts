import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { appendFileSync, chmodSync, existsSync, lstatSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, readlinkSync, rmSync, writeFileSync } from 'node:fs'; // prettier-ignore
import { devNull, tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { openReviewRepository, type ReviewRepository, type ReviewRepositoryOptions } from '../../../src/clients/git/open-review-repository.ts'; // prettier-ignore
import type { Log } from '../../../src/log.ts';
import { parsePatch } from '../../../src/review/parse-diff.ts';

/** Text is a regular file. A link's content is its target, a submodule's the id of its commit. */
export type FileSpec = string | { mode: string; content: string | Buffer };
/** Names as latin1, so that every byte can be said. */
export type Files = Readonly<Record<string, FileSpec>>;

export const quietLog: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  group: (_name, work) => work(),
};

/** A temporary folder for repositories; `remove` it after the test. */
export function makeFolder() {
  const root = mkdtempSync(path.join(tmpdir(), 'slipway-git-test-'));
  return {
    root,
    at: (...names: string[]) => path.join(root, ...names),
    remove: () => rmSync(root, { recursive: true }),
  };
}

export function git(cwd: string, ...args: string[]): string {
  return execFileSync('git', args, {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env['PATH'],
      HOME: '/nonexistent',
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_CONFIG_GLOBAL: devNull,
      // A copy of a repository is then a copy of few files.
      GIT_TEMPLATE_DIR: '',
      GIT_AUTHOR_NAME: 'A',
      GIT_AUTHOR_EMAIL: 'a@example.com',
      GIT_COMMITTER_NAME: 'A',
      GIT_COMMITTER_EMAIL: 'a@example.com',
    },
  }).trim();
}

/** Settings of a repository that serves partial clones. */
export const SERVES_PARTS = '[uploadpack]\n\tallowFilter = true\n\tallowAnySHA1InWant = true\n';

/** A repository whose branch `main` has one commit for each set of files; gives their ids. */
export function writeHistory(repository: string, commits: readonly Files[], branch = 'main'): string[] {
  mkdirSync(repository, { recursive: true });
  git(repository, 'init', '--quiet', '--initial-branch=main');
  const marks = path.join(repository, '.git', 'marks');
  const stream: Buffer[] = [];
  for (const [index, files] of commits.entries()) {
    const head = index === 0 ? [`reset refs/heads/${branch}`] : [];
    const who = `committer A <a@example.com> ${1_700_000_000 + index} +0000`;
    stream.push(bytes([...head, `commit refs/heads/${branch}`, `mark :${index + 1}`, who, 'data 1', 'c', 'deleteall']));
    for (const [name, spec] of Object.entries(files)) stream.push(fileCommand(name, spec));
  }
  execFileSync('git', ['fast-import', '--quiet', '--force', `--export-marks=${marks}`], {
    cwd: repository,
    input: Buffer.concat(stream),
  });
  const ids = new Map(readFileSync(marks, 'utf8').trim().split('\n').map((line) => line.split(' ') as [string, string])); // prettier-ignore
  rmSync(marks);
  appendFileSync(path.join(repository, '.git', 'config'), SERVES_PARTS);
  return commits.map((_, index) => ids.get(`:${index + 1}`)!);
}

function fileCommand(name: string, spec: FileSpec): Buffer {
  const { mode, content } = typeof spec === 'string' ? { mode: '100644', content: spec } : spec;
  const escaped = [...Buffer.from(name, 'latin1')].map((byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('');
  if (mode === '160000') return bytes([`M ${mode} ${content.toString()} "${escaped}"`]);
  const data = Buffer.from(content);
  return Buffer.concat([bytes([`M ${mode} inline "${escaped}"`, `data ${data.length}`]), data, bytes([''])]);
}

function bytes(lines: readonly string[]): Buffer {
  return Buffer.from(lines.map((line) => `${line}\n`).join(''));
}

export const urlOf = (repository: string): string => pathToFileURL(repository).href;

/** Opens a checkout for review, its store beside it. */
export async function openRepository(
  options: Pick<ReviewRepositoryOptions, 'checkout' | 'url'> & Partial<ReviewRepositoryOptions>,
): Promise<ReviewRepository> {
  const repository = await openReviewRepository({
    authorization: undefined,
    folder: path.join(path.dirname(options.checkout), 'agent-temp'),
    signal: new AbortController().signal,
    log: quietLog,
    contextLines: 3,
    parsePatch,
    ...options,
  });
  if (repository === undefined) throw new Error('The checkout could not be opened.');
  return repository;
}

/** Every file below `folder` with the hash of its content, to see that nothing changed. */
export function fingerprint(folder: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()) {
    const file = path.join(folder, name);
    const stats = lstatSync(file);
    if (stats.isSymbolicLink()) found[name] = readlinkSync(file);
    else if (stats.isFile()) found[name] = createHash('sha256').update(readFileSync(file)).digest('hex');
    else found[name] = 'folder';
  }
  return found;
}

/**
 * Runs `work` with a shell script called git first in the PATH, which may hand over to the real one as `$REAL "$@"`.
 */
export async function withFakeGit<T>(folder: string, script: string, work: () => Promise<T>): Promise<T> {
  const previous = process.env['PATH'];
  const real = execFileSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).trim();
  const bin = path.join(folder, 'fake-bin');
  mkdirSync(bin, { recursive: true });
  writeFileSync(path.join(bin, 'git'), `#!/bin/sh\nREAL=${real}\n${script}\n`);
  chmodSync(path.join(bin, 'git'), 0o755);
  process.env['PATH'] = `${bin}${path.delimiter}${previous ?? ''}`;
  try {
    return await work();
  } finally {
    process.env['PATH'] = previous;
  }
}

/**
 * Aborts as soon as a `git <command>`, which hangs in place of the real one, has begun; gives the id of its process.
 */
export async function abortOnceRunning(
  folder: string,
  controller: AbortController,
  command: string,
  work: () => Promise<void>,
): Promise<number> {
  const pidFile = path.join(folder, `pid-${command}`);
  const hang = `echo $$ > ${pidFile}.new; mv ${pidFile}.new ${pidFile}; exec sleep 600`;
  const watch = setInterval(() => {
    if (existsSync(pidFile)) controller.abort(new Error('cancelled'));
  }, 10);
  try {
    await withFakeGit(folder, `case " $* " in *' ${command} '*) ${hang};; esac\nexec $REAL "$@"`, work);
  } finally {
    clearInterval(watch);
  }
  return Number(readFileSync(pidFile, 'utf8'));
}

/** Whether the process of this id still runs. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
