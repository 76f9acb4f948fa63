import { invalidArgument } from './errors.ts';
import type { FileContent, FileWrite } from './git/write-commits.ts';

export interface FileChange {
  readonly kind: 'add' | 'edit' | 'rename' | 'delete';
  /** With a leading slash, as the service names files. */
  readonly path: string;
  readonly oldPath: string | undefined;
  readonly content: Buffer | undefined;
}

interface KnownFile {
  readonly mode: string;
  readonly blob: string | undefined;
}

const refused = (message: string) => invalidArgument(`${message}\r\nParameter name: newPush`);

/** The files of a branch while the commits of a push are laid upon them. */
export class PushedFiles {
  readonly #files: Map<string, KnownFile>;
  /** Folders with the number of files below them. */
  readonly #folders = new Map<string, number>();

  constructor(files: ReadonlyMap<string, KnownFile>) {
    this.#files = new Map(files);
    for (const path of files.keys()) this.#count(path, 1);
  }

  /** What one commit writes; throws 400 for a change that does not fit the files before it. */
  commit(changes: readonly FileChange[]): readonly FileWrite[] {
    const seen = new Set<string>();
    for (const { path, oldPath } of changes)
      for (const one of [path, oldPath]) {
        if (one === undefined) continue;
        checkPath(one);
        if (seen.has(one))
          throw refused(
            `Multiple operations were attempted on file '${one}' within the same request. Only a single operation may be applied to each file within the same commit.`,
          );
        seen.add(one);
      }
    // What goes makes room first: a file may become a folder in one commit.
    const removals = changes.flatMap((change) => this.#remove(change));
    return [...removals.map(({ path }) => ({ path, content: undefined })), ...this.#writeAll(changes, removals)];
  }

  #remove({ kind, path, oldPath }: FileChange): readonly { path: string; file: KnownFile }[] {
    if (kind !== 'delete' && kind !== 'rename') return [];
    const gone = plain(kind === 'delete' ? path : (oldPath ?? path));
    const file = this.#files.get(gone);
    if (!file)
      throw refused(
        `The path '/${gone}' specified in the ${kind} operation does not exist. Please specify an existing path.`,
      );
    this.#files.delete(gone);
    this.#count(gone, -1);
    return [{ path: gone, file }];
  }

  #writeAll(changes: readonly FileChange[], removals: readonly { path: string; file: KnownFile }[]) {
    const writes: FileWrite[] = [];
    for (const change of changes) {
      if (change.kind === 'delete') continue;
      const path = plain(change.path);
      const old =
        change.kind === 'rename' ? removals.find((one) => one.path === plain(change.oldPath ?? '')) : undefined;
      const content = contentOf(change, old?.file);
      this.#checkPlace(change);
      const known = this.#files.get(path) ?? old?.file;
      writes.push({ path, content: keepMode(content, known) });
      if (!this.#files.has(path)) this.#count(path, 1);
      this.#files.set(path, { mode: known?.mode ?? '100644', blob: 'blob' in content ? content.blob : undefined });
    }
    return writes;
  }

  #checkPlace({ kind, path }: FileChange): void {
    const name = plain(path);
    if (kind === 'edit' && !this.#files.has(name))
      throw refused(
        `The path '${path}' specified in the edit operation does not exist. Please specify an existing path.`,
      );
    if (kind !== 'edit' && (this.#files.has(name) || this.#folders.has(name)))
      throw refused(`The path '${path}' specified in the ${kind} operation already exists. Please specify a new path.`);
    for (const folder of foldersOf(name))
      if (this.#files.has(folder))
        throw refused(`The path '${path}' cannot be written because '/${folder}' is a file.`);
  }

  #count(path: string, by: number): void {
    for (const folder of foldersOf(path)) {
      const count = (this.#folders.get(folder) ?? 0) + by;
      if (count > 0) this.#folders.set(folder, count);
      else this.#folders.delete(folder);
    }
  }
}

const plain = (path: string) => path.replace(/^\//, '');

function foldersOf(path: string): readonly string[] {
  const parts = path.split('/').slice(0, -1);
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}

function checkPath(path: string): void {
  const parts = path.split('/').slice(1);
  const bad = parts.some((part) => ['', '.', '..'].includes(part) || part.toLowerCase() === '.git');
  if (!path.startsWith('/') || bad || /[\u0000-\u001f\u007f\\]/.test(path))
    throw refused(`The path '${path}' is not a valid path of a file: it begins with '/' and names no folder itself.`);
}

/** An edit leaves the mode of a file as it was. */
function keepMode(content: FileContent, known: KnownFile | undefined): FileContent {
  return 'blob' in content || known === undefined ? content : { ...content, mode: known.mode };
}

function contentOf({ kind, path, content }: FileChange, old: KnownFile | undefined): FileContent {
  if (content !== undefined) return { bytes: content };
  if (kind === 'rename' && old?.blob !== undefined) return { blob: old.blob, mode: old.mode };
  throw refused(`The ${kind} of '${path}' needs newContent.`);
}
