import { AnswerTooLargeError } from '../http/http-errors.ts';
import type { FileContent } from '../../review/source-tree.ts';
import type { AzureDevOpsClient } from './azure-devops-client.ts';

/** Where git looks for a NUL to call a file binary. */
const SNIFFED = 8_000;
/** Texts kept at a time, in characters: the tools read what the diffs have read. */
const MAX_KEPT = 64 * 1024 * 1024;

type Read = Extract<FileContent, { kind: 'text' | 'binary' | 'tooLarge' }>;

/** Contents by blob id; texts are kept while there is room. Requires "Read". */
export class BlobReader {
  readonly #client: AzureDevOpsClient;
  readonly #repository: readonly string[];
  readonly #texts = new Map<string, string>();
  #size = 0;

  constructor(client: AzureDevOpsClient, repository: readonly string[]) {
    this.#client = client;
    this.#repository = repository;
  }

  has(id: string): boolean {
    return this.#texts.has(id);
  }

  /** At most `maxBytes` of it: a larger one is `tooLarge`. */
  async read(id: string, maxBytes: number): Promise<Read> {
    const kept = this.#texts.get(id);
    if (kept === undefined) return this.#fetch(id, maxBytes);
    const size = Buffer.byteLength(kept);
    return size > maxBytes ? { kind: 'tooLarge', size } : { kind: 'text', text: kept, id };
  }

  async #fetch(id: string, maxBytes: number): Promise<Read> {
    const path = [...this.#repository, 'blobs', id];
    const call = { operation: 'read a file', path, query: { $format: 'octetStream' }, permission: 'Read' };
    try {
      const bytes = await this.#client.bytes(call, maxBytes);
      if (bytes.subarray(0, SNIFFED).includes(0)) return { kind: 'binary', size: bytes.length };
      const text = bytes.toString('utf8');
      if (this.#size + text.length <= MAX_KEPT && !this.#texts.has(id)) {
        this.#texts.set(id, text);
        this.#size += text.length;
      }
      return { kind: 'text', text, id };
    } catch (error) {
      if (error instanceof AnswerTooLargeError) return { kind: 'tooLarge', size: error.size };
      throw error;
    }
  }
}
