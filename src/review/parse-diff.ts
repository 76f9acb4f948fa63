import { SlipwayError } from '../errors.ts';
import type { DiffLine, Hunk } from './change.ts';

/**
 * One `diff --git` section. It has no paths: git quotes and may mangle them, so they come from `--raw -z`, which lists
 * the same files in the same order.
 */
export interface PatchSection {
  /** Modes and full ids as the header says them; undefined where it does not (a pure rename says neither). */
  readonly oldMode: string | undefined;
  readonly newMode: string | undefined;
  readonly oldId: string | undefined;
  readonly newId: string | undefined;
  readonly binary: boolean;
  readonly hunks: readonly Hunk[];
}

type Header = { -readonly [Key in Exclude<keyof PatchSection, 'hunks'>]: PatchSection[Key] };
type HunkRange = Omit<Hunk, 'lines'>;

/** A place in the lines of a patch. */
interface Cursor {
  readonly lines: readonly string[];
  at: number;
}

const hunkHeader = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@ ?(.*)$/s;
const sectionStart = 'diff --git ';

/**
 * The sections of `git diff -p --full-index`. Hunks are read by their declared lengths, so that a diff inside the diff is
 * content, and lines end at LF only: form feed, a lone CR or U+2028 are text, as they are to git and Azure DevOps.
 * Throws DIFF_UNREADABLE on anything git would not print.
 */
export function parsePatch(text: string): readonly PatchSection[] {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  const cursor: Cursor = { lines, at: 0 };
  const sections: PatchSection[] = [];
  while (cursor.at < lines.length) sections.push(parseSection(cursor));
  return sections;
}

function parseSection(cursor: Cursor): PatchSection {
  if (!lineAt(cursor)?.startsWith(sectionStart)) throw unreadable(cursor, 'a file header');
  cursor.at += 1;
  const header: Header = { oldMode: undefined, newMode: undefined, oldId: undefined, newId: undefined, binary: false };
  for (let line = lineAt(cursor); line !== undefined && !endsHeader(line); line = lineAt(cursor)) {
    readHeaderLine(header, line);
    cursor.at += 1;
  }
  const hunks: Hunk[] = [];
  while (lineAt(cursor)?.startsWith('@@ -')) hunks.push(parseHunk(cursor));
  return { ...header, hunks };
}

function endsHeader(line: string): boolean {
  return line.startsWith('@@ -') || line.startsWith(sectionStart);
}

function readHeaderLine(header: Header, line: string): void {
  const mode = /^(?:(old mode|deleted file mode)|new mode|new file mode) (\d{6})$/.exec(line);
  if (mode) header[mode[1] ? 'oldMode' : 'newMode'] = mode[2];
  const ids = /^index ([0-9a-f]+)\.\.([0-9a-f]+)(?: (\d{6}))?$/.exec(line);
  if (ids) {
    [, header.oldId, header.newId] = ids;
    if (ids[3]) header.oldMode = header.newMode = ids[3];
  }
  if (line.startsWith('Binary files ') || line === 'GIT binary patch') header.binary = true;
}

function parseHunk(cursor: Cursor): Hunk {
  const range = parseHunkHeader(cursor);
  const lines: DiffLine[] = [];
  let oldLine = range.oldStart;
  let newLine = range.newStart;
  const oldEnd = oldLine + range.oldCount;
  const newEnd = newLine + range.newCount;
  while (oldLine < oldEnd || newLine < newEnd) {
    const line = parseLine(cursor, oldLine, newLine);
    if (line.oldLine !== undefined) oldLine += 1;
    if (line.newLine !== undefined) newLine += 1;
    lines.push(line);
  }
  if (oldLine !== oldEnd || newLine !== newEnd) throw unreadable(cursor, 'a hunk of its declared length');
  return { ...range, lines };
}

function parseHunkHeader(cursor: Cursor): HunkRange {
  const match = hunkHeader.exec(lineAt(cursor) ?? '');
  if (!match) throw unreadable(cursor, 'a hunk header');
  cursor.at += 1;
  const [, oldStart, oldCount = '1', newStart, newCount = '1', section = ''] = match;
  return {
    oldStart: Number(oldStart),
    oldCount: Number(oldCount),
    newStart: Number(newStart),
    newCount: Number(newCount),
    section,
  };
}

/** One line of a hunk and, after it, the remark that it has no line end. */
function parseLine(cursor: Cursor, oldLine: number, newLine: number): DiffLine {
  const raw = lineAt(cursor);
  const kind = raw === undefined ? undefined : kindOf(raw);
  if (raw === undefined || kind === undefined) throw unreadable(cursor, 'a line of a hunk');
  cursor.at += 1;
  const noNewline = lineAt(cursor)?.startsWith('\\ ') ?? false;
  if (noNewline) cursor.at += 1;
  const crlf = !noNewline && raw.endsWith('\r');
  return {
    kind,
    oldLine: kind === 'added' ? undefined : oldLine,
    newLine: kind === 'removed' ? undefined : newLine,
    text: raw.slice(1, crlf ? -1 : undefined),
    crlf,
    noNewline,
  };
}

function kindOf(line: string): DiffLine['kind'] | undefined {
  if (line.startsWith('+')) return 'added';
  if (line.startsWith('-')) return 'removed';
  return line.startsWith(' ') ? 'context' : undefined;
}

function lineAt(cursor: Cursor): string | undefined {
  return cursor.lines[cursor.at];
}

function unreadable(cursor: Cursor, expected: string): SlipwayError {
  return new SlipwayError(`Line ${cursor.at + 1} of a diff is not ${expected}.`, {
    kind: 'internal',
    code: 'DIFF_UNREADABLE',
  });
}
