import type { DiffLine, FileDiff } from './change.ts';
import type { ReportedFinding } from './finding.ts';
import { normaliseCode } from './normalise-code.ts';

/** Where a finding stands, verified: these very lines of this side hold what the model quoted. */
export interface Place {
  readonly diff: FileDiff;
  readonly side: 'new' | 'old';
  readonly lines: readonly DiffLine[];
}

export type Placed =
  | { readonly kind: 'placed'; readonly place: Place }
  | { readonly kind: 'unplaced'; readonly reason: string };

const unplaced = (reason: string): Placed => ({ kind: 'unplaced', reason });

/** No finding needs more lines than this to be pointed at. */
const MAX_RANGE = 200;

/**
 * Ties a finding to lines of the diff. Path, side, lines and quote must agree; when only the numbers are off, the quote
 * must stand exactly once on that side of that file. Everything else is unplaced: never the nearest line, never a guess.
 * `diffs` are those the model saw, masked as it saw them.
 */
export function placeFinding(finding: ReportedFinding, diffs: ReadonlyMap<string, FileDiff>): Placed {
  const diff = findDiff(finding.path, diffs);
  if (!diff) return unplaced('the file is not among those that were reviewed');
  const quote = normaliseLines(finding.quote.split('\n'));
  if (quote.length === 0) return unplaced('it quotes no code');
  const [first, last] = [Math.min(finding.startLine, finding.endLine), Math.max(finding.startLine, finding.endLine)];
  if (last - first >= MAX_RANGE) return unplaced(`it spans more than ${MAX_RANGE} lines`);
  const side = linesOf(diff, finding.side);
  const claimed = rangeOf(side, finding.side, first, last);
  if (claimed && sameText(claimed, quote)) return placed(diff, finding.side, claimed);
  const matches = findQuote(side, finding.side, quote);
  if (matches.length === 1 && matches[0]) return placed(diff, finding.side, matches[0]);
  if (matches.length > 1) return unplaced('the quoted code stands in several places and the line numbers fit none');
  return unplaced('the quoted code does not stand in the diff');
}

/** Lines around the anchored ones that only confirm it: an old-side place needs a removed line, else it is unchanged. */
function placed(diff: FileDiff, side: 'new' | 'old', lines: readonly DiffLine[]): Placed {
  if (side === 'old' && !lines.some(({ kind }) => kind === 'removed')) {
    return unplaced('it points at the old side of lines that are still there');
  }
  return { kind: 'placed', place: { diff, side, lines } };
}

/** The file by its exact path, else by a path that differs in spelling only, when there is just one such. */
function findDiff(path: string, diffs: ReadonlyMap<string, FileDiff>): FileDiff | undefined {
  const clean = path
    .trim()
    .replace(/\\/g, '/')
    .replace(/^\.?\/+/, '');
  const candidates = [path, unquoted(path), clean, clean.replace(/^[ab]\//, '')];
  for (const candidate of candidates) {
    const exact = diffs.get(candidate);
    if (exact) return exact;
  }
  for (const candidate of candidates) {
    const similar = [...diffs].filter(([name]) => name.toLowerCase() === candidate.toLowerCase());
    if (similar.length === 1) return similar[0]?.[1];
  }
  return undefined;
}

/** Unusual paths are shown as JSON strings, and may come back as such. */
function unquoted(path: string): string {
  try {
    const value: unknown = JSON.parse(path);
    return typeof value === 'string' ? value : path;
  } catch {
    return path;
  }
}

export const numberOf = (line: DiffLine, side: 'new' | 'old'): number | undefined =>
  side === 'new' ? line.newLine : line.oldLine;

function linesOf({ hunks }: FileDiff, side: 'new' | 'old'): DiffLine[][] {
  return hunks.map(({ lines }) => lines.filter((line) => numberOf(line, side) !== undefined));
}

/** The lines first..last when one hunk holds all of them. */
function rangeOf(
  hunks: readonly DiffLine[][],
  side: 'new' | 'old',
  first: number,
  last: number,
): DiffLine[] | undefined {
  for (const lines of hunks) {
    const range = lines.filter((line) => {
      const number = numberOf(line, side) ?? 0;
      return number >= first && number <= last;
    });
    if (range.length === last - first + 1) return range;
  }
  return undefined;
}

/** White space apart, and without blank lines at the ends. */
function normaliseLines(lines: readonly string[]): string[] {
  const normal = lines.map(normaliseCode);
  const from = normal.findIndex((line) => line !== '');
  const to = normal.findLastIndex((line) => line !== '');
  return from < 0 ? [] : normal.slice(from, to + 1);
}

/** The quote is these lines whole, so that a replacement of the quote is one of the lines. */
export const isWholeQuote = (quote: string, lines: readonly DiffLine[]): boolean =>
  normaliseLines(quote.split('\n')).join('\n') === normaliseLines(lines.map(({ text }) => text)).join('\n');

/** The quote is the text of these lines: all of it, or for one line a part that is worth calling a quote. */
function sameText(lines: readonly DiffLine[], quote: readonly string[]): boolean {
  const text = normaliseLines(lines.map((line) => line.text));
  if (text.length !== quote.length) return false;
  if (text.length === 1) return isQuoteOf(text[0] ?? '', quote[0] ?? '');
  return text.every((line, index) => line === quote[index]);
}

const isQuoteOf = (line: string, quote: string): boolean =>
  line === quote || (quote.length >= 8 && line.includes(quote));

/** Every run of consecutive lines of one hunk that is the quote, whole lines only. */
function findQuote(hunks: readonly DiffLine[][], side: 'new' | 'old', quote: readonly string[]): DiffLine[][] {
  const found: DiffLine[][] = [];
  for (const lines of hunks) {
    const normal = lines.map(({ text }) => normaliseCode(text));
    for (let at = 0; at + quote.length <= lines.length; at += 1) {
      const run = lines.slice(at, at + quote.length);
      if (isConsecutive(run, side) && quote.every((line, index) => normal[at + index] === line)) found.push(run);
    }
  }
  return found;
}

const isConsecutive = (lines: readonly DiffLine[], side: 'new' | 'old'): boolean =>
  lines.every((line, index) => (numberOf(line, side) ?? 0) === (numberOf(lines[0] ?? line, side) ?? 0) + index);
