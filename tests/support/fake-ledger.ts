import type { LedgerBranch, LedgerFile } from '../../src/release/ports.ts';
import type { Gate } from './fake-repository.ts';

type Files = ReadonlyMap<string, string>;

/** The ledger's branch in memory: every push is a commit, and one that does not stand on the newest is stale. */
export class FakeLedger {
  /** Of its commits, the oldest first. */
  readonly messages: string[] = [];
  readonly #commits = new Map<string, Files>();
  #head: string | undefined;
  readonly #gate: Gate;

  constructor(gate: Gate = () => Promise.resolve()) {
    this.#gate = gate;
  }

  file(path: string): string | undefined {
    return this.#files().get(path);
  }

  /** Texts of the files below a folder. */
  filesBelow(folder: string): readonly string[] {
    return [...this.#files()].filter(([path]) => path.startsWith(`${folder}/`)).map(([, text]) => text);
  }

  /** A commit past every gate, as a person makes it. */
  commit(message: string, files: readonly LedgerFile[]): string {
    const after = new Map(this.#files());
    for (const { path, content } of files) {
      if (content === undefined) after.delete(path);
      else after.set(path, content);
    }
    this.messages.push(message);
    const head = String(this.messages.length).padStart(40, '0');
    this.#commits.set(head, after);
    this.#head = head;
    return head;
  }

  readonly branch: LedgerBranch = {
    readHead: async () => {
      await this.#gate();
      return this.#head;
    },
    readFile: async (head, path) => {
      await this.#gate();
      return this.#commits.get(head)?.get(path);
    },
    listFiles: (head, folder) =>
      Promise.resolve([...(this.#commits.get(head)?.keys() ?? [])].filter((path) => path.startsWith(`${folder}/`))),
    push: async ({ head, message, files }) => {
      await this.#gate();
      if (head !== this.#head) return { kind: 'stale' };
      const pushed = this.commit(message, files);
      await this.#gate(`ledger: ${message}`);
      return { kind: 'pushed', head: pushed };
    },
  };

  #files(): Files {
    return this.#commits.get(this.#head ?? '') ?? new Map<string, string>();
  }
}
