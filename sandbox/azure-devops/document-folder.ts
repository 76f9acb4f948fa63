import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Numbered documents of one kind in one folder: read whole at the start, written one at a time. */
export class DocumentFolder<T extends { readonly id: number }> {
  readonly #folder: string;
  readonly #documents = new Map<number, T>();

  constructor(folder: string) {
    this.#folder = folder;
    if (!existsSync(folder)) return;
    for (const file of readdirSync(folder).filter((name) => /^\d+\.json$/.test(name))) {
      const document = JSON.parse(readFileSync(path.join(folder, file), 'utf8')) as T;
      this.#documents.set(document.id, document);
    }
  }

  get(id: number): T | undefined {
    return this.#documents.get(id);
  }

  /** By number, the oldest first. */
  get all(): readonly T[] {
    return [...this.#documents.values()].sort((one, other) => one.id - other.id);
  }

  /** The next free number; taken by saving a document under it. */
  get nextId(): number {
    return Math.max(0, ...this.#documents.keys()) + 1;
  }

  /** A reader of the folder sees the old document or the new one, never a part. */
  save(document: T): void {
    this.#documents.set(document.id, document);
    mkdirSync(this.#folder, { recursive: true });
    const file = path.join(this.#folder, `${document.id}.json`);
    writeFileSync(`${file}.new`, JSON.stringify(document));
    renameSync(`${file}.new`, file);
  }
}
