import type { Commit } from '../../release/changes/change.ts';

/** What `git log -z` is to print for each commit; every field ends with NUL, which none can hold. */
export const COMMIT_FORMAT = '--format=%H%x00%P%x00%an%x00%ct%x00%B';
const FIELDS = 5;

/** Bytes of a message that are kept. */
const MAX_MESSAGE = 64 * 1024;
/** Bytes of all messages; beyond them little is kept of each, so that no history fills the memory. */
const MAX_ALL_MESSAGES = 32 * 1024 * 1024;
const SHORT_MESSAGE = 1024;

/** Reads commits from a stream of that form, in its order. */
export class CommitOutput {
  readonly commits: Commit[] = [];
  #fields: string[] = [];
  #kept: Buffer[] = [];
  #length = 0;
  #total = 0;

  push(chunk: Buffer): void {
    let at = 0;
    for (let end = chunk.indexOf(0); end >= 0; end = chunk.indexOf(0, at)) {
      this.#endField(chunk, at, end);
      at = end + 1;
    }
    this.#keep(chunk.subarray(at));
  }

  /** Of a field at most. */
  #limit(): number {
    return this.#total > MAX_ALL_MESSAGES ? SHORT_MESSAGE : MAX_MESSAGE;
  }

  #keep(part: Buffer): void {
    const left = this.#limit() - this.#length;
    if (left <= 0 || part.length === 0) return;
    const kept = part.subarray(0, left);
    this.#kept.push(kept);
    this.#length += kept.length;
  }

  /** Nearly all fields end in the chunk that they begin in: these are read where they stand. */
  #endField(chunk: Buffer, at: number, end: number): void {
    if (this.#length === 0) {
      const cut = Math.min(end, at + this.#limit());
      this.#fields.push(chunk.toString('utf8', at, cut));
      this.#total += cut - at;
    } else {
      this.#keep(chunk.subarray(at, end));
      this.#fields.push(Buffer.concat(this.#kept).toString('utf8'));
      this.#total += this.#length;
      this.#kept = [];
      this.#length = 0;
    }
    if (this.#fields.length === FIELDS) this.#endCommit();
  }

  #endCommit(): void {
    const [id = '', parents = '', author = '', time = '', message = ''] = this.#fields;
    this.commits.push({
      id,
      parents: parents === '' ? [] : parents.split(' '),
      author,
      committedAt: momentOf(time),
      ...partsOf(message),
    });
    this.#fields = [];
  }
}

const LAST_MOMENT = Date.parse('9999-12-31T23:59:59.999Z');

/** Git stores any number. A Date does not take it; and with a year of five digits no ledger could be read again. */
function momentOf(seconds: string): string {
  const moment = Number(seconds) * 1000;
  return new Date(moment >= 0 && moment <= LAST_MOMENT ? moment : 0).toISOString();
}

/** As git has it: the first paragraph, on one line, is the subject. */
function partsOf(message: string): { subject: string; body: string } {
  // The end of a message that was cut may be half a character.
  const text = (message.includes('\r') ? message.replace(/\r\n?/g, '\n') : message)
    .replace(/\uFFFD$/, '')
    .replace(/^(?:[^\S\n]*\n)+/, '');
  const end = /\n[^\S\n]*(?:\n|$)/.exec(text)?.index ?? text.length;
  const subject = text
    .slice(0, end)
    .split('\n')
    .map((line) => line.trim())
    .join(' ')
    .trim();
  return { subject, body: text.slice(end).trim() };
}
