import { stripInvisible } from '../../neutralise.ts';

/** Half of a surrogate pair cannot be written as UTF-8. */
const LONE = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g;

/** Outside text on one line, without what cannot be seen, at most `limit` UTF-16 units long; `…` shows where it was cut. */
export function lineOf(text: string, limit: number): string {
  const line = wellFormed(stripInvisible(text.slice(0, 20 * limit)))
    .replace(/\s+/g, ' ')
    .trim();
  return line.length > limit ? `${headOf(line, limit - 1)}…` : line;
}

export const wellFormed = (text: string): string => text.replace(LONE, '\uFFFD');

/** At most `limit` UTF-16 units from the start, without half a character at the end. */
export function headOf(text: string, limit: number): string {
  const head = text.slice(0, Math.max(0, limit));
  return /[\uD800-\uDBFF]$/.test(head) ? head.slice(0, -1) : head;
}

/** Length in UTF-8. */
export function byteLength(text: string): number {
  let bytes = 0;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    // A surrogate pair is four bytes: two for each of its halves.
    bytes += code < 0x80 ? 1 : code < 0x800 || (code >= 0xd800 && code < 0xe000) ? 2 : 3;
  }
  return bytes;
}

/** The first lines that fit, with the number of those left out. `sizeOf` is a line's own size; a line break is 1. */
export function fitLines(
  lines: readonly string[],
  limit: number,
  sizeOf: (line: string) => number,
): { readonly kept: readonly string[]; readonly left: readonly string[] } {
  let size = 0;
  const end = lines.findIndex((line, index) => {
    size += sizeOf(line) + (index === 0 ? 0 : 1);
    return size > limit;
  });
  return end === -1 ? { kept: lines, left: [] } : { kept: lines.slice(0, end), left: lines.slice(end) };
}
