import { maskSecrets } from './mask-secrets.ts';
import { normaliseCode } from './normalise-code.ts';
import type { Hash } from './ports.ts';

const normalise = (lines: readonly string[]): string => lines.map(normaliseCode).join('\n');

/** What a thread remembers of the code it was made for: number of lines and hash, white space apart. */
export const codeMark = (code: readonly string[], hash: Hash): string =>
  `${code.length}:${hash(normalise(code)).slice(0, 20)}`;

/** True when the code of a mark still stands somewhere in a file. A mark that cannot be read counts as standing. */
export function standsIn(text: string, mark: string, hash: Hash): boolean {
  const [count = '', digest] = mark.split(':');
  const size = Number(count);
  if (!Number.isInteger(size) || size < 1 || size > 500 || digest === undefined) return true;
  const lines = maskSecrets(text.split('\n').map((line) => line.replace(/\r$/, '')));
  for (let at = 0; at + size <= lines.length; at += 1) {
    if (hash(normalise(lines.slice(at, at + size))).startsWith(digest)) return true;
  }
  return false;
}
