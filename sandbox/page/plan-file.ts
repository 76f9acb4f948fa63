import type { DiffLine, FileDiff, Hunk, Side } from '../../src/review/change.ts';
import type { ThreadPlace, ThreadView } from './page-data.ts';

/** A stretch of a line's text, in UTF-16 code units from 0, that a thread is about. */
export interface Mark {
  readonly from: number;
  readonly to: number;
}

export interface LineRow {
  readonly kind: 'line';
  readonly line: DiffLine;
  /** In order, not overlapping. */
  readonly marks: readonly Mark[];
  /** Some thread's range touches the line, be it empty there. */
  readonly isInRange: boolean;
  /** Threads whose range ends here. */
  readonly threads: readonly ThreadView[];
}

/** Lines that are left out, as there are too many. */
export interface GapRow {
  readonly kind: 'gap';
  readonly count: number;
}

export interface HunkPlan {
  readonly hunk: Hunk;
  readonly rows: readonly (LineRow | GapRow)[];
}

export interface FilePlan {
  readonly diff: FileDiff;
  readonly hunks: readonly HunkPlan[];
  /** Threads on the file as a whole, or on lines that are not part of the diff. */
  readonly otherThreads: readonly ThreadView[];
  readonly threadCount: number;
  readonly added: number;
  readonly removed: number;
  /** How many lines are shown. */
  readonly shown: number;
}

/** Lines above and below a thread that are shown whatever the limit. */
const AROUND_THREADS = 8;

type Range = NonNullable<ThreadPlace['range']>;

const numberOn = (line: DiffLine, side: Side) => (side === 'new' ? line.newLine : line.oldLine);

/** What of a file is shown, with `limit` lines besides those around threads. `threads` are those of the file. */
export function planFile(diff: FileDiff, threads: readonly ThreadView[], limit: number): FilePlan {
  const ranged = threads.flatMap((thread) => (thread.place?.range ? [{ thread, range: thread.place.range }] : []));
  const placed = new Set<ThreadView>();
  let added = 0;
  let removed = 0;
  const hunks = diff.hunks.map((hunk) => {
    const rows = hunk.lines.map((line): LineRow => {
      if (line.kind === 'added') added += 1;
      if (line.kind === 'removed') removed += 1;
      const touching = ranged.filter(({ range }) => touches(line, range));
      const ending = touching.filter(({ thread, range }) => endsOn(line, range) && !placed.has(thread));
      for (const { thread } of ending) placed.add(thread);
      const marks = mergeMarks(touching.map(({ range }) => markOf(line, range)));
      return { kind: 'line', line, marks, isInRange: touching.length > 0, threads: ending.map(({ thread }) => thread) };
    });
    return { hunk, rows };
  });
  const limited = limitRows(hunks, limit);
  const otherThreads = threads.filter((thread) => !placed.has(thread));
  return { diff, ...limited, otherThreads, threadCount: threads.length, added, removed };
}

function touches(line: DiffLine, { side, start, end }: Range): boolean {
  const number = numberOn(line, side);
  return number !== undefined && number >= start.line && number <= Math.max(end.line, start.line);
}

const endsOn = (line: DiffLine, { side, start, end }: Range) => numberOn(line, side) === Math.max(end.line, start.line);

function markOf(line: DiffLine, { side, start, end }: Range): Mark {
  const number = numberOn(line, side);
  const from = number === start.line ? start.offset - 1 : 0;
  const to = number === end.line ? end.offset - 1 : line.text.length;
  return { from: Math.max(from, 0), to: Math.min(to, line.text.length) };
}

function mergeMarks(marks: readonly Mark[]): readonly Mark[] {
  const merged: Mark[] = [];
  for (const mark of marks.filter(({ from, to }) => from < to).sort((a, b) => a.from - b.from)) {
    const last = merged.at(-1);
    if (last && mark.from <= last.to) merged[merged.length - 1] = { from: last.from, to: Math.max(last.to, mark.to) };
    else merged.push(mark);
  }
  return merged;
}

/** Keeps the first `limit` lines and those around threads; what is left out becomes gaps. */
function limitRows(hunks: readonly { hunk: Hunk; rows: readonly LineRow[] }[], limit: number) {
  let left = limit;
  let shown = 0;
  const limited = hunks.map(({ hunk, rows }): HunkPlan => {
    const needed = new Set<number>();
    for (const [index, { isInRange }] of rows.entries()) {
      if (!isInRange) continue;
      for (let near = index - AROUND_THREADS; near <= index + AROUND_THREADS; near += 1) needed.add(near);
    }
    const kept: (LineRow | GapRow)[] = [];
    for (const [index, row] of rows.entries()) {
      left -= 1;
      const last = kept.at(-1);
      if (left >= 0 || needed.has(index)) {
        kept.push(row);
        shown += 1;
      } else if (last?.kind === 'gap') kept[kept.length - 1] = { kind: 'gap', count: last.count + 1 };
      else kept.push({ kind: 'gap', count: 1 });
    }
    return { hunk, rows: kept };
  });
  return { hunks: limited, shown };
}
