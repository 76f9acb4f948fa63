import type { FileDiff, Hunk } from './change.ts';

/** Languages in which white space outside of strings means nothing, preprocessor and comment lines apart. */
const FREE = /\.(c|cc|cpp|cxx|h|hh|hpp|cs|java|rs|php|css|scss|less|json|jsonc|json5)$/i;

/** Languages in which a line break may end a statement. */
const LINES = /\.([cm]?[jt]sx?|go|kts?|swift|scala|groovy|dart)$/i;

const TOKEN = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`|[\p{L}\p{N}_$]+|[+\-*/%<>=!&|^~?:.@#\\]+|\S/gu;

/** Stands for a line break that counts; no token is it. */
const BREAK = '\n';

/**
 * True when a file changed in white space only, where white space means nothing: a statement wrapped in another way, not
 * one that ends elsewhere. Unlike `git diff -w` it sees that `a b` is not `ab`, and it knows that indentation and line
 * breaks mean something in most languages: those it does not know are compared line by line.
 */
export function isFormatOnly({ file, hunks }: FileDiff): boolean {
  if (file.kind !== 'modified' && file.kind !== 'renamed') return false;
  if (hunks.length === 0) return false;
  // A string over several lines keeps its white space: too rare to be worth more than a review.
  if (hunks.some(({ lines }) => lines.some(({ text }) => text.split('`').length % 2 === 0 || /"""|'''/.test(text))))
    return false;
  const shape = shapeFor(file.path);
  return hunks.every((hunk) => shape(sideOf(hunk, 'removed')) === shape(sideOf(hunk, 'added')));
}

function shapeFor(path: string): (lines: readonly string[]) => string {
  if (FREE.test(path)) return (lines) => tokenShape(lines, () => false);
  if (LINES.test(path)) return (lines) => tokenShape(lines, mayEndStatement);
  return lineShape;
}

/** One side of a hunk, context included: a token may begin on an unchanged line. */
const sideOf = ({ lines }: Hunk, kind: 'added' | 'removed'): string[] =>
  lines.filter((line) => line.kind === kind || line.kind === 'context').map(({ text }) => text);

/** Between these two tokens a line break could end a statement: it is kept as a token. */
function mayEndStatement(last: string, next: string): boolean {
  if (/^(\+\+|--)$/.test(last)) return true;
  if (/^[([{,;]$/.test(last) || /[=&|?:.+*%<>-]$/.test(last)) return false;
  return !/^[)\]},;]$/.test(next) && !/^(\.|\?\.|\?\?|&&|\|\||\?|:)$/.test(next);
}

type Ends = (last: string, next: string) => boolean;

function tokenShape(lines: readonly string[], ends: Ends): string {
  const shape: string[] = [];
  // A line comment or directive ends with its line.
  let lineCounts = false;
  for (const line of lines) {
    const tokens = line.match(TOKEN) ?? [];
    const [first] = tokens;
    if (first === undefined) continue;
    const last = shape.at(-1);
    if (last !== undefined && (lineCounts || first.startsWith('#') || ends(last, first))) shape.push(BREAK);
    shape.push(...tokens);
    lineCounts = /\/\/|^\s*#|^\s*\*/.test(line);
  }
  // Separated by what no line holds.
  return shape.join('\r\n');
}

/** Line ends and blank lines apart, everything counts. */
const lineShape = (lines: readonly string[]): string =>
  lines
    .map((line) => line.trimEnd())
    .filter((line) => line !== '')
    .join('\n');
