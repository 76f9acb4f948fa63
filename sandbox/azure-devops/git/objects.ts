import { findLooseEntry, readLoose } from './loose-objects.ts';
import { readGit, runGit } from './run-git.ts';

export type ObjectType = 'blob' | 'tree' | 'commit' | 'tag';

export async function findObjectType(gitDir: string, id: string): Promise<ObjectType | undefined> {
  const loose = await readLoose(gitDir, id);
  if (loose) return loose.type as ObjectType;
  const text = await readGit(gitDir, ['cat-file', '-t', id], { codes: [0, 1, 128] });
  return text === '' ? undefined : (text as ObjectType);
}

export async function readBlob(gitDir: string, id: string): Promise<Buffer> {
  const loose = await readLoose(gitDir, id);
  if (loose?.type === 'blob') return loose.content;
  const key = `${gitDir} ${id}`;
  const blob = kept.get(key) ?? (await runGit(gitDir, ['cat-file', 'blob', id])).stdout;
  if (blob.length <= MOST_BYTES) kept.set(key, blob);
  if (kept.size > MOST_BLOBS) kept.clear();
  return blob;
}

/** Packed blobs that were read: each stage of a run reads the same templates again. */
const kept = new Map<string, Buffer>();
const MOST_BLOBS = 500;
const MOST_BYTES = 100_000;

export interface TreeEntry {
  readonly mode: string;
  readonly type: ObjectType;
  readonly id: string;
  readonly size: number;
  /** From the root of the tree that was listed, without a leading slash. */
  readonly path: string;
}

/** Entries of a tree: its own, or with `recursive` those below as well, folders before what is in them. */
export async function listTree(
  gitDir: string,
  tree: string,
  { recursive, path }: { recursive: boolean; path?: string },
): Promise<readonly TreeEntry[]> {
  const args = ['ls-tree', '-z', '--long', '--full-tree', ...(recursive ? ['-r', '-t'] : []), tree];
  const { stdout } = await runGit(gitDir, [...args, ...(path === undefined ? [] : ['--', path])]);
  return stdout.toString('utf8').split('\0').filter(Boolean).map(entryOf);
}

function entryOf(line: string): TreeEntry {
  const tab = line.indexOf('\t');
  const [mode = '', type = '', id = '', size = ''] = line.slice(0, tab).split(/ +/);
  return { mode, type: type as ObjectType, id, size: Number(size) || 0, path: line.slice(tab + 1) };
}

/** The entry of a path (without leading slash) in a commit; undefined when there is none. */
export async function findEntry(
  gitDir: string,
  commit: string,
  path: string,
): Promise<Omit<TreeEntry, 'size'> | undefined> {
  const names = path.split('/');
  // ls-tree would resolve "a/../b" and refuse "../b"; neither names a file.
  if (names.some((name) => ['', '.', '..'].includes(name))) return undefined;
  const loose = await findLooseEntry(gitDir, commit, names);
  if (loose !== 'unknown') return loose && { ...loose, path };
  const entries = await listTree(gitDir, commit, { recursive: false, path });
  return entries.find((entry) => entry.path === path);
}
