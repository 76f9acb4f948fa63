import { diffArrays } from 'diff';
import type { DiffLine, Hunk } from '../../review/change.ts';

interface Line {
  readonly text: string;
  readonly crlf: boolean;
  readonly noNewline: boolean;
}

/** A comparison that takes more is shown as everything removed and everything added: true, and bounded. */
const LIMITS = { maxEditLength: 3_000, timeout: 5_000 };

/** Lines end at LF only; a CR before it belongs to the line end, as git and Azure DevOps count. */
function linesOf(text: string): Line[] {
  if (text === '') return [];
  const pieces = text.split('\n');
  const closed = pieces.at(-1) === '';
  if (closed) pieces.pop();
  return pieces.map((piece, index) => {
    const crlf = piece.endsWith('\r') && (closed || index < pieces.length - 1);
    return { text: crlf ? piece.slice(0, -1) : piece, crlf, noNewline: !closed && index === pieces.length - 1 };
  });
}

/** The hunks between two texts, with `context` lines around each change; `section` is always empty. */
export function diffTexts(before: string, after: string, context: number): Hunk[] {
  const all = compare(linesOf(before), linesOf(after));
  const hunks: Hunk[] = [];
  let [at, oldSeen, newSeen] = [0, 0, 0];
  for (const [from, to] of ranges(all, context)) {
    // Everything between two hunks is context.
    oldSeen += from - at;
    newSeen += from - at;
    const lines = all.slice(from, to);
    const oldCount = lines.filter(({ kind }) => kind !== 'added').length;
    const newCount = lines.filter(({ kind }) => kind !== 'removed').length;
    // As git counts: an empty side starts at the line before.
    const oldStart = oldSeen + (oldCount === 0 ? 0 : 1);
    const newStart = newSeen + (newCount === 0 ? 0 : 1);
    hunks.push({ oldStart, newStart, oldCount, newCount, section: '', lines });
    [at, oldSeen, newSeen] = [to, oldSeen + oldCount, newSeen + newCount];
  }
  return hunks;
}

const same = (a: Line, b: Line): boolean => a.text === b.text && a.crlf === b.crlf && a.noNewline === b.noNewline;

function compare(before: readonly Line[], after: readonly Line[]): DiffLine[] {
  const [start, end] = commonEnds(before, after);
  const [removable, addable] = [before.slice(start, before.length - end), after.slice(start, after.length - end)];
  const changed = diffArrays<Line>(removable, addable, { comparator: same, ...LIMITS }) ?? [
    { value: removable, removed: true, added: false },
    { value: addable, removed: false, added: true },
  ];
  const kept = (value: readonly Line[]) => ({ value, removed: false, added: false });
  const parts = [kept(before.slice(0, start)), ...changed, kept(before.slice(before.length - end))];
  const lines: DiffLine[] = [];
  let [oldLine, newLine] = [1, 1];
  for (const { value, added, removed } of parts) {
    for (const line of value) {
      const kind = added ? 'added' : removed ? 'removed' : 'context';
      lines.push({ ...line, kind, oldLine: added ? undefined : oldLine, newLine: removed ? undefined : newLine });
      if (!added) oldLine += 1;
      if (!removed) newLine += 1;
    }
  }
  return lines;
}

/** How many lines are the same at the start and at the end: what is between them is often little. */
function commonEnds(before: readonly Line[], after: readonly Line[]): [start: number, end: number] {
  const shorter = Math.min(before.length, after.length);
  const sameAt = (a: number, b: number) => {
    const [one, other] = [before[a], after[b]];
    return one !== undefined && other !== undefined && same(one, other);
  };
  let start = 0;
  while (start < shorter && sameAt(start, start)) start += 1;
  let end = 0;
  while (end < shorter - start && sameAt(before.length - 1 - end, after.length - 1 - end)) end += 1;
  return [start, end];
}

/** Stretches of changed lines with their context, as index ranges; those that touch become one. */
function ranges(lines: readonly DiffLine[], context: number): [from: number, to: number][] {
  const found: [number, number][] = [];
  lines.forEach(({ kind }, index) => {
    if (kind === 'context') return;
    const [from, to] = [Math.max(0, index - context), Math.min(lines.length, index + context + 1)];
    const last = found.at(-1);
    if (last && from <= last[1]) last[1] = to;
    else found.push([from, to]);
  });
  return found;
}
