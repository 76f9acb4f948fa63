import type { GrepMatch, GrepQuery, GrepResult } from '../../review/source-tree.ts';

const MAX_MATCHES = 200;
const MAX_TEXT = 300;
/** Of a long line, so much is shown before the match. */
const LEAD = 80;

type Query = Pick<GrepQuery, 'pattern' | 'fixed' | 'ignoreCase'>;

/** Why this cannot be searched for; undefined when it can. A model's expression never becomes one of JavaScript. */
export function findRefusal({ pattern, fixed }: Query): string | undefined {
  if (pattern === '') return 'The pattern is empty.';
  if (/[\n\0]/.test(pattern)) return 'Lines are searched one by one: a pattern cannot hold a line break or NUL.';
  if (fixed || !/[\\^$.|?*+()[\]{}]/.test(pattern)) return undefined;
  return 'Regular expressions need a checkout, and this run has none. Search for plain text with fixed.';
}

/** Looks for plain text in one file after the other, until there is enough. */
export class TextSearch {
  readonly #matches: GrepMatch[] = [];
  readonly #wanted: string;
  readonly #fold: (text: string) => string;

  constructor({ pattern, ignoreCase }: Query) {
    this.#fold = ignoreCase ? (text) => text.toLowerCase() : (text) => text;
    this.#wanted = this.#fold(pattern);
  }

  get isFull(): boolean {
    return this.#matches.length > MAX_MATCHES;
  }

  add(path: string, text: string): void {
    for (const [index, line] of text.split('\n').entries()) {
      if (this.isFull) return;
      const at = this.#fold(line).indexOf(this.#wanted);
      if (at >= 0) this.#matches.push({ path, line: index + 1, text: excerptOf(line, at) });
    }
  }

  /** What was found, and `limits`: why that may not be all. */
  result(limits: readonly string[]): GrepResult {
    const notes = [...(this.isFull ? [`only the first ${MAX_MATCHES} matches are shown`] : []), ...limits].join('; ');
    const sentence = notes.charAt(0).toUpperCase() + notes.slice(1);
    return {
      kind: 'matches',
      matches: this.#matches.slice(0, MAX_MATCHES),
      ...(notes === '' ? {} : { truncated: `${sentence}.` }),
    };
  }
}

/** No half of a surrogate pair at either end. */
function excerptOf(line: string, at: number): string {
  const from = Math.max(0, at - LEAD);
  return line
    .slice(from, from + MAX_TEXT)
    .replace(/^[\uDC00-\uDFFF]/, '')
    .replace(/[\uD800-\uDBFF]$/, '')
    .replace(/\r$/, '');
}
