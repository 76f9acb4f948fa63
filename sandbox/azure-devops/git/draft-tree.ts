import { readObject } from './read-object.ts';
import { writeObject } from './write-object.ts';

interface Leaf {
  readonly mode: string;
  readonly id: string;
}

/** A folder that is being written; what of it nobody touches stays as git has it. */
interface Draft {
  /** By name, whose bytes are written as latin1: git knows no characters. */
  readonly entries: Map<string, Leaf | Draft>;
}

const ID_BYTES = 20;

/** The folders of a commit while changes are laid upon them. */
export class DraftTree {
  readonly #gitDir: string;
  readonly #root: Draft;

  private constructor(gitDir: string, root: Draft) {
    this.#gitDir = gitDir;
    this.#root = root;
  }

  /** Begins with a tree, or with nothing. */
  static async open(gitDir: string, tree: string | undefined): Promise<DraftTree> {
    return new DraftTree(gitDir, tree === undefined ? { entries: new Map() } : await openDraft(gitDir, tree));
  }

  /** Puts a file at a path, or takes away what is there. */
  async set(path: string, leaf: Leaf | undefined): Promise<void> {
    const names = Buffer.from(path).toString('latin1').split('/');
    const last = names.pop() ?? '';
    let folder = this.#root;
    for (const name of names) {
      const entry = folder.entries.get(name);
      if (leaf === undefined && !isFolder(entry)) return;
      const next = isFolder(entry) ? await this.#open(entry) : { entries: new Map<string, Leaf | Draft>() };
      folder.entries.set(name, next);
      folder = next;
    }
    if (leaf === undefined) folder.entries.delete(last);
    else folder.entries.set(last, leaf);
  }

  /** Writes the folders and gives the id of the first. */
  async write(): Promise<string> {
    return (await this.#write(this.#root)) ?? writeObject(this.#gitDir, 'tree', Buffer.alloc(0));
  }

  #open(entry: Leaf | Draft): Promise<Draft> | Draft {
    return 'entries' in entry ? entry : openDraft(this.#gitDir, entry.id);
  }

  /** Undefined for a folder without files, which git does not keep. */
  async #write({ entries }: Draft): Promise<string | undefined> {
    const rows: (readonly [order: Buffer, row: Buffer])[] = [];
    for (const [name, entry] of entries) {
      const id = 'entries' in entry ? await this.#write(entry) : entry.id;
      if (id === undefined) continue;
      const mode = ('entries' in entry ? '040000' : entry.mode).replace(/^0/, '');
      const row = Buffer.concat([Buffer.from(`${mode} ${name}\0`, 'latin1'), Buffer.from(id, 'hex')]);
      // Git sorts folders as if their names ended with a slash.
      rows.push([Buffer.from(mode === '40000' ? `${name}/` : name, 'latin1'), row]);
    }
    if (rows.length === 0) return undefined;
    const sorted = rows.toSorted(([one], [other]) => Buffer.compare(one, other));
    return writeObject(this.#gitDir, 'tree', Buffer.concat(sorted.map(([, row]) => row)));
  }
}

const isFolder = (entry: Leaf | Draft | undefined): entry is Leaf | Draft =>
  entry !== undefined && ('entries' in entry || entry.mode === '040000');

async function openDraft(gitDir: string, id: string): Promise<Draft> {
  const { content } = await readObject(gitDir, id);
  const entries = new Map<string, Leaf | Draft>();
  for (let at = 0; at < content.length;) {
    const space = content.indexOf(' ', at);
    const end = content.indexOf(0, space);
    const mode = content.toString('latin1', at, space).padStart(6, '0');
    at = end + 1 + ID_BYTES;
    entries.set(content.toString('latin1', space + 1, end), { mode, id: content.toString('hex', end + 1, at) });
  }
  return { entries };
}
