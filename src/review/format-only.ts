import type { FileDiff, Hunk } from './change.ts';

/** Where indentation means something, a change of it is a change. */
const INDENTED =
  /\.(py|pyi|pyx|ya?ml|pug|haml|slim|sass|styl|coffee|nim|fs|fsx|hs|elm|md|mdx|rst|mk|feature|tsv|csv|txt)$|(^|\/)(Makefile|GNUmakefile)$/i;

const TOKEN = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`|[\p{L}\p{N}_$]+|[+\-*/%<>=!&|^~?:.@#\\]+|\S/gu;

/**
 * True when a file changed in white space and line breaks only, outside of strings and of meaningful indentation. Unlike
 * `git diff -w` it sees that `a b` is not `ab` and that `- -b` is not `--b`.
 */
export function isFormatOnly({ file, hunks }: FileDiff): boolean {
  if (file.kind !== 'modified' && file.kind !== 'renamed') return false;
  if (hunks.length === 0) return false;
  const shape = INDENTED.test(file.path) ? indentedShape : tokenShape;
  // A template string over several lines keeps its white space: too rare to be worth more than a review.
  if (hunks.some(({ lines }) => lines.some(({ text }) => text.split('`').length % 2 === 0))) return false;
  return hunks.every((hunk) => shape(sideOf(hunk, 'removed')) === shape(sideOf(hunk, 'added')));
}

/** One side of a hunk, context included: a token may begin on an unchanged line. */
const sideOf = ({ lines }: Hunk, kind: 'added' | 'removed'): string[] =>
  lines.filter((line) => line.kind === kind || line.kind === 'context').map(({ text }) => text);

/**
 * Tokens with a separator that stands in no line. A line comment ends with its line, so a line break counts wherever one
 * could begin.
 */
const tokenShape = (lines: readonly string[]): string =>
  lines
    .map((line) => (line.match(TOKEN) ?? []).join('\n') + (/\/\/|#|--/.test(line) ? '\n\r' : ''))
    .filter((tokens) => tokens !== '')
    .join('\n');

const indentedShape = (lines: readonly string[]): string =>
  lines
    .map((line) => line.trimEnd())
    .filter((line) => line !== '')
    .join('\n');
