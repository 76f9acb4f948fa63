import type { FileDiff, Hunk } from './change.ts';

/** The one common format in which white space outside of strings never means anything, and strings end on their line. */
const FREE = /\.jsonc?$/i;

const TOKEN = /"(?:[^"\\]|\\.)*"|[^\s"]+|"/g;

/**
 * True when nothing changed but line ends, white space at the end of lines, and blank lines; in JSON also any other white
 * space outside of strings. Everything else may mean something: indentation, a line break that ends a statement, a space
 * in a string whose quotes are out of sight. What only looks like formatting is reviewed.
 */
export function isFormatOnly({ file, hunks }: FileDiff): boolean {
  if (file.kind !== 'modified' && file.kind !== 'renamed') return false;
  const shape = FREE.test(file.path) ? tokenShape : lineShape;
  return hunks.length > 0 && hunks.every((hunk) => shape(sideOf(hunk, 'removed')) === shape(sideOf(hunk, 'added')));
}

/** One side of a hunk, context included: a token may begin on an unchanged line. */
const sideOf = ({ lines }: Hunk, kind: 'added' | 'removed'): string[] =>
  lines.filter((line) => line.kind === kind || line.kind === 'context').map(({ text }) => text);

/** Punctuation is split off, so that `{"a":1}` is `{ "a": 1 }`. A comment, which only JSONC has, ends with its line. */
const tokenShape = (lines: readonly string[]): string =>
  lines
    .flatMap((line) => [
      ...(line.match(TOKEN) ?? []).flatMap((token) => (token.startsWith('"') ? [token] : token.split(/([{}[\]:,])/))),
      ...(/\/[/*]/.test(line) ? ['\n'] : []),
    ])
    .filter((token) => token !== '')
    .join('\r');

const lineShape = (lines: readonly string[]): string =>
  lines
    .map((line) => line.trimEnd())
    .filter((line) => line !== '')
    .join('\n');
