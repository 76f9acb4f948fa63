import { readFile, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { isObjectId } from './object-id.ts';
import type { GitCall } from './run-git.ts';
import { runGit } from './run-git.ts';

/** What we need to know of somebody's clone to read its objects from elsewhere. Paths are absolute. */
export interface Checkout {
  readonly gitDirectory: string;
  readonly objects: string;
  /** The file that lists where a shallow clone ends; undefined in a full one. */
  readonly shallowFile: string | undefined;
  /** Some objects were left at the remote (`clone --filter`). */
  readonly partial: boolean;
  readonly objectFormat: string;
  /** Undefined before the first commit. */
  readonly head: string | undefined;
}

/**
 * The git directory of `folder`: `.git`, or where a `.git` file of a worktree or submodule points. Undefined when there is
 * none. With `upwards` the parent folders are looked at too, and a bare repository counts.
 */
export async function findGitDirectory(folder: string, upwards: boolean): Promise<string | undefined> {
  for (let at = path.resolve(folder); ; at = path.dirname(at)) {
    const found = (await resolveGitEntry(path.join(at, '.git'))) ?? (upwards && (await isBare(at)) ? at : undefined);
    if (found !== undefined || !upwards || at === path.dirname(at)) return found;
  }
}

async function isBare(folder: string): Promise<boolean> {
  const parts = ['HEAD', 'objects', 'refs'].map((name) => exists(path.join(folder, name)));
  return (await Promise.all(parts)).every(Boolean);
}

async function resolveGitEntry(entry: string): Promise<string | undefined> {
  const stats = await stat(entry).catch(() => undefined);
  if (stats?.isDirectory()) return entry;
  if (!stats?.isFile() || stats.size > 4096) return undefined;
  const target = /^gitdir: (.+?)\r?\n?$/.exec(await readFile(entry, 'utf8'))?.[1];
  return target === undefined ? undefined : path.resolve(path.dirname(entry), target);
}

/**
 * Asks git about a clone. Naming GIT_DIR spares the search for it and the question who owns it; `rev-parse` reads the
 * clone's configuration, and runs nothing that it names.
 */
export async function readCheckout(gitDirectory: string, signal: AbortSignal): Promise<Checkout> {
  const call: GitCall = { gitDirectory, signal };
  const paths = ['--git-path', 'objects', '--git-path', 'shallow', '--show-object-format'];
  const ask = (...more: readonly string[]) => runGit(call, ['rev-parse', '--path-format=absolute', ...paths, ...more]);
  // With --revs-only what is no commit is left out; where git cannot even look, the rest is still worth knowing.
  const answer = await ask('--revs-only', 'HEAD^{commit}').catch(() => ask());
  const [objects, shallow, objectFormat, head, ...more] = answer.trimEnd().split('\n');
  // A line break in the path could not be written to objects/info/alternates either.
  if (
    objects === undefined ||
    shallow === undefined ||
    objectFormat === undefined ||
    !isHead(head) ||
    more.length > 0
  ) {
    throw new Error('The path of the clone has a line break.');
  }
  return {
    gitDirectory,
    objects,
    shallowFile: (await exists(shallow)) ? shallow : undefined,
    partial: await hasPromisedObjects(objects),
    objectFormat,
    head,
  };
}

const isHead = (line: string | undefined): boolean => line === undefined || isObjectId(line);

/** Packs of a partial clone are marked; asking its configuration instead would mean to believe it. */
async function hasPromisedObjects(objects: string): Promise<boolean> {
  const packs = await readdir(path.join(objects, 'pack')).catch(() => []);
  return packs.some((name) => name.endsWith('.promisor'));
}

async function exists(file: string): Promise<boolean> {
  return (await stat(file).catch(() => undefined)) !== undefined;
}
