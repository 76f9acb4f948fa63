import { readGit, runGit } from './run-git.ts';

export type ObjectType = 'blob' | 'tree' | 'commit' | 'tag';

export async function findObjectType(gitDir: string, id: string): Promise<ObjectType | undefined> {
  const text = await readGit(gitDir, ['cat-file', '-t', id], { codes: [0, 1, 128] });
  return text === '' ? undefined : (text as ObjectType);
}

export async function readBlob(gitDir: string, id: string): Promise<Buffer> {
  return (await runGit(gitDir, ['cat-file', 'blob', id])).stdout;
}

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

/** The entry of a path (without leading slash) in a commit or tree; undefined when there is none. */
export async function findEntry(gitDir: string, treeish: string, path: string): Promise<TreeEntry | undefined> {
  // ls-tree would resolve "a/../b" and refuse "../b"; neither names a file.
  if (path.split('/').some((name) => ['', '.', '..'].includes(name))) return undefined;
  const entries = await listTree(gitDir, treeish, { recursive: false, path });
  return entries.find((entry) => entry.path === path);
}
