import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { inflate } from 'node:zlib';

const unpack = promisify(inflate);

interface LooseObject {
  readonly type: string;
  readonly content: Buffer;
}

/** An entry of one tree, named by its own name. */
export interface LooseEntry {
  readonly mode: string;
  readonly type: 'blob' | 'tree' | 'commit';
  readonly id: string;
}

/**
 * An object that git keeps in a file of its own, which all are that a push of some files made; undefined when it is packed
 * or not there. Jobs that wait read the ledger again and again: a process for each would slow down all that is tried.
 */
export async function readLoose(gitDir: string, id: string): Promise<LooseObject | undefined> {
  if (!/^[0-9a-f]{40}$/.test(id)) return undefined;
  try {
    const packed = await readFile(path.join(gitDir, 'objects', id.slice(0, 2), id.slice(2)));
    const object = await unpack(packed);
    const end = object.indexOf(0);
    return { type: object.toString('utf8', 0, object.indexOf(' ')), content: object.subarray(end + 1) };
  } catch {
    return undefined;
  }
}

/**
 * The entry of a path in a commit, as far as all trees on the way are loose: `undefined` when there is none, `unknown` when
 * git has to be asked.
 */
export async function findLooseEntry(
  gitDir: string,
  commit: string,
  names: readonly string[],
): Promise<LooseEntry | undefined | 'unknown'> {
  const head = await readLoose(gitDir, commit);
  const tree = head?.type === 'commit' ? /^tree ([0-9a-f]{40})\n/.exec(head.content.toString('latin1', 0, 46)) : null;
  let entry: LooseEntry | undefined = tree?.[1] ? { mode: '040000', type: 'tree', id: tree[1] } : undefined;
  if (entry === undefined) return 'unknown';
  for (const name of names) {
    if (entry?.type !== 'tree') return undefined;
    const object: LooseObject | undefined = await readLoose(gitDir, entry.id);
    if (object === undefined) return 'unknown';
    entry = entriesOf(object.content).get(name);
  }
  return entry;
}

/** A larger tree is listed faster by git. */
const MOST_TREES = 300;

/** All files of a commit by path, if its trees are few and all of them loose; undefined when git has to be asked. */
export async function listLooseFiles(
  gitDir: string,
  commit: string,
): Promise<ReadonlyMap<string, LooseEntry> | undefined> {
  const root = await findLooseEntry(gitDir, commit, []);
  if (root === undefined || root === 'unknown') return undefined;
  const files = new Map<string, LooseEntry>();
  const folders: (readonly [prefix: string, id: string])[] = [['', root.id]];
  for (let at = 0; at < folders.length; at += 1) {
    const [prefix, id] = folders[at] ?? ['', ''];
    const tree = at < MOST_TREES ? await readLoose(gitDir, id) : undefined;
    if (tree === undefined) return undefined;
    for (const [name, entry] of entriesOf(tree.content)) {
      if (entry.type === 'tree') folders.push([`${prefix}${name}/`, entry.id]);
      else files.set(prefix + name, entry);
    }
  }
  return files;
}

const ID_BYTES = 20;

/** A tree is a row of `<mode> <name>\0<id>`. */
function entriesOf(tree: Buffer): ReadonlyMap<string, LooseEntry> {
  const entries = new Map<string, LooseEntry>();
  for (let at = 0; at < tree.length;) {
    const space = tree.indexOf(' ', at);
    const end = tree.indexOf(0, space);
    const mode = tree.toString('latin1', at, space).padStart(6, '0');
    at = end + 1 + ID_BYTES;
    const id = tree.toString('hex', end + 1, at);
    entries.set(tree.toString('utf8', space + 1, end), { mode, type: typeOf(mode), id });
  }
  return entries;
}

const typeOf = (mode: string): LooseEntry['type'] =>
  mode === '040000' ? 'tree' : mode === '160000' ? 'commit' : 'blob';
