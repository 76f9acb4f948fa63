import type { GrepMatch } from '../../review/source-tree.ts';

/** Of one file; git is asked for one more, to know whether there are more. */
export const MATCHES_PER_FILE = 20;
const MAX_TEXT = 300;
/** Characters of all matches together. */
const MAX_TOTAL = 32_000;
/** Of a long line, this much is shown before the match, in bytes. */
const LEAD = 80;
const LF = 10;
const NUL = 0;

/**
 * Takes what `git grep -nz --column` prints, in pieces, and keeps as much as may be shown. Names may hold line breaks and
 * lines may hold NUL, so a record is read field by field: `commit:name NUL line NUL column NUL text LF`.
 */
export class GrepOutput {
  readonly matches: GrepMatch[] = [];
  /** Matches that were found and are not shown. */
  hidden = 0;
  /** Files that have more matches than are looked for. */
  readonly fullFiles = new Set<string>();
  readonly #prefix: number;
  readonly #wanted: ReadonlySet<string> | undefined;
  #unread: Buffer = Buffer.alloc(0);
  #total = 0;
  #path = '';
  #inPath = 0;

  constructor(commit: string, wanted: ReadonlySet<string> | undefined) {
    this.#prefix = commit.length + 1;
    this.#wanted = wanted;
  }

  push(chunk: Buffer): void {
    this.#unread = this.#unread.length > 0 ? Buffer.concat([this.#unread, chunk]) : chunk;
    let at = 0;
    for (let end = this.#take(at); end !== undefined; end = this.#take(at)) at = end;
    this.#unread = this.#unread.subarray(at);
  }

  /** Reads the record at `at` and gives where it ends; undefined when it is not here as a whole. */
  #take(at: number): number | undefined {
    const bytes = this.#unread;
    const pathEnd = bytes.indexOf(NUL, at + this.#prefix);
    const lineEnd = pathEnd < 0 ? -1 : bytes.indexOf(NUL, pathEnd + 1);
    const columnEnd = lineEnd < 0 ? -1 : bytes.indexOf(NUL, lineEnd + 1);
    const end = columnEnd < 0 ? -1 : bytes.indexOf(LF, columnEnd + 1);
    if (end < 0) return undefined;
    const path = bytes.toString('utf8', at + this.#prefix, pathEnd);
    if (this.#wanted?.has(path) !== false) {
      const column = Number(bytes.toString('latin1', lineEnd + 1, columnEnd));
      const text = excerpt(bytes.subarray(columnEnd + 1, end), column - 1);
      this.#add({ path, line: Number(bytes.toString('latin1', pathEnd + 1, lineEnd)), text });
    }
    return end + 1;
  }

  #add(match: GrepMatch): void {
    this.#inPath = match.path === this.#path ? this.#inPath + 1 : 1;
    this.#path = match.path;
    if (this.#inPath > MATCHES_PER_FILE) {
      this.fullFiles.add(match.path);
      return;
    }
    const size = match.path.length + match.text.length + 10;
    if (this.hidden > 0 || this.#total + size > MAX_TOTAL) {
      this.hidden += 1;
      return;
    }
    this.#total += size;
    this.matches.push(match);
  }
}

/** The line without its CR, or the part of a long one where the match begins. */
function excerpt(line: Buffer, matchAt: number): string {
  const whole = line.length <= MAX_TEXT;
  const start = whole || matchAt < MAX_TEXT - LEAD ? 0 : matchAt - LEAD;
  const shown = line.toString('utf8', start, start + MAX_TEXT * 4).replace(/\r$/, '');
  const text = start > 0 ? `…${shown.replace(/^\uFFFD+/, '')}` : shown;
  return text.length > MAX_TEXT ? `${cutCharacters(text, MAX_TEXT - 1)}…` : text;
}

/** Not in the middle of a surrogate pair. */
function cutCharacters(text: string, length: number): string {
  return text.slice(0, length).replace(/[\uD800-\uDBFF]$/, '');
}
