import type { FileContent, GrepQuery, GrepResult, SourceTree, TreeEntry } from '../../review/source-tree.ts';
import { fetchBlobs, type Remote } from './fetch-objects.ts';
import { grepCommit } from './grep-commit.ts';
import type { ObjectContent, ObjectReader } from './object-reader.ts';
import type { ObjectStore } from './object-store.ts';
import { parseTree } from './parse-tree.ts';
import { runGit } from './run-git.ts';

/** Bytes of a file that is read at most. */
export const MAX_FILE = 1_048_576;
/** Where git looks for a NUL to call a file binary. */
const BINARY_PROBE = 8_000;
/** Files of a partial clone that are fetched at most to be searched. */
const MAX_FETCHED = 50_000;

interface Index {
  readonly entries: readonly TreeEntry[];
  readonly byPath: ReadonlyMap<string, TreeEntry>;
}

/** The files of one commit, read from the object database: a path is looked up in the commit's list and nowhere else. */
export class CommitTree implements SourceTree {
  readonly commit: string;
  readonly #store: ObjectStore;
  readonly #remote: Remote | undefined;
  readonly #reader: ObjectReader;
  #index: Promise<Index> | undefined;

  constructor(commit: string, store: ObjectStore, remote: Remote | undefined, reader: ObjectReader) {
    this.commit = commit;
    this.#store = store;
    this.#remote = remote;
    this.#reader = reader;
  }

  async list(): Promise<readonly TreeEntry[]> {
    return (await this.#readIndex()).entries;
  }

  async read(path: string): Promise<FileContent> {
    const { byPath } = await this.#readIndex();
    const name = path.replace(/^(?:\.\/)+|\/+$/g, '');
    if (!isLexicallyInside(name)) return { kind: 'missing' };
    const entry = byPath.get(name);
    if (entry === undefined) return { kind: isFolder(name, byPath) ? 'folder' : 'missing' };
    if (entry.mode === '120000') return { kind: 'link' };
    if (entry.mode === '160000') return { kind: 'submodule' };
    if (entry.size !== undefined && entry.size > MAX_FILE) return { kind: 'tooLarge', size: entry.size };
    return toFileContent(entry.id, await this.#readBlob(entry.id));
  }

  async grep(query: GrepQuery): Promise<GrepResult> {
    const { entries, byPath } = await this.#readIndex();
    const paths = query.paths?.filter((path) => byPath.has(path));
    if (paths?.length === 0) return { kind: 'matches', matches: [] };
    const searched = paths === undefined ? entries : paths.flatMap((path) => byPath.get(path) ?? []);
    const blobs = searched.filter(({ mode }) => mode.startsWith('100')).map(({ id }) => id);
    const missing = await fetchBlobs(this.#store, this.#remote, { blobs, limit: MAX_FETCHED });
    const { paths: _all, ...rest } = query;
    return grepCommit(this.#store, this.commit, paths === undefined ? rest : { ...rest, paths }, missing.length);
  }

  #readIndex(): Promise<Index> {
    this.#index ??= this.#listTree().catch((error: unknown) => {
      this.#index = undefined;
      throw error;
    });
    return this.#index;
  }

  async #listTree(): Promise<Index> {
    const text = await runGit(this.#store, ['ls-tree', '-r', '-z', '-l', '--full-tree', this.commit]);
    const entries = parseTree(text);
    return { entries, byPath: new Map(entries.map((entry) => [entry.path, entry])) };
  }

  async #readBlob(id: string): Promise<ObjectContent | undefined> {
    const content = await this.#reader.read(id);
    if (content !== undefined || !this.#store.partial) return content;
    await fetchBlobs(this.#store, this.#remote, { blobs: [id], limit: 1 });
    return this.#reader.read(id);
  }
}

function toFileContent(id: string, content: ObjectContent | undefined): FileContent {
  if (content === undefined) return { kind: 'missing' };
  const { size, bytes } = content;
  if (bytes === undefined) return { kind: 'tooLarge', size };
  if (bytes.subarray(0, BINARY_PROBE).includes(0)) return { kind: 'binary', size };
  return { kind: 'text', text: bytes.toString('utf8'), id };
}

/**
 * No absolute path, no drive, no `..`, no NUL, with either slash. Nothing of the kind could reach a file system from
 * here; it is refused in case somebody built such a tree.
 */
function isLexicallyInside(path: string): boolean {
  return !/^[/\\]|^[a-z]:|\0/i.test(path) && !path.split(/[/\\]/).includes('..');
}

function isFolder(name: string, byPath: ReadonlyMap<string, TreeEntry>): boolean {
  if (name === '' || name === '.') return true;
  for (const path of byPath.keys()) if (path.startsWith(`${name}/`)) return true;
  return false;
}
