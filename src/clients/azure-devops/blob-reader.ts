import { AnswerTooLargeError } from '../http/http-errors.ts';
import type { FileContent } from '../../review/source-tree.ts';
import type { AzureDevOpsClient } from './azure-devops-client.ts';

const MAX_BYTES = 1024 * 1024;
const SNIFFED = 8_000;
/** Texts kept at a time, in characters: the tools read what the diffs have read. */
const MAX_KEPT = 64 * 1024 * 1024;

type Read = Extract<FileContent, { kind: 'text' | 'binary' | 'tooLarge' }>;

/** Contents by blob id, each asked for once while there is room to keep them. Requires "Read". */
export class BlobReader {
  readonly #client: AzureDevOpsClient;
  readonly #repository: readonly string[];
  readonly #kept = new Map<string, Promise<Read>>();
  #size = 0;

  constructor(client: AzureDevOpsClient, repository: readonly string[]) {
    this.#client = client;
    this.#repository = repository;
  }

  /** No id is an empty file: the side of an addition or deletion that is not there. */
  read(id: string | undefined): Promise<Read> {
    if (id === undefined) return Promise.resolve({ kind: 'text', text: '', id: '' });
    const known = this.#kept.get(id);
    if (known) return known;
    const reading = this.#fetch(id);
    if (this.#size < MAX_KEPT) this.#kept.set(id, reading);
    return reading;
  }

  /** The texts that were read so far. */
  async kept(): Promise<ReadonlyMap<string, string>> {
    const texts = new Map<string, string>();
    for (const [id, reading] of this.#kept) {
      const content = await reading;
      if (content.kind === 'text') texts.set(id, content.text);
    }
    return texts;
  }

  async #fetch(id: string): Promise<Read> {
    const path = [...this.#repository, 'blobs', id];
    const call = { operation: 'read a file', path, query: { $format: 'octetStream' }, permission: 'Read' };
    try {
      const bytes = await this.#client.bytes(call, MAX_BYTES);
      if (bytes.subarray(0, SNIFFED).includes(0)) return { kind: 'binary', size: bytes.length };
      const text = bytes.toString('utf8');
      this.#size += text.length;
      return { kind: 'text', text, id };
    } catch (error) {
      if (error instanceof AnswerTooLargeError) return { kind: 'tooLarge', size: error.size };
      throw error;
    }
  }
}
