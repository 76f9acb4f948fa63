import type { ChangedFile, DiffLine, FileDiff } from './change.ts';
import { CONTEXT_LINES } from './ports.ts';

/** A run of lines of one file that is shown together; a large hunk becomes several. */
export interface Chunk {
  readonly file: ChangedFile;
  /** Index of the hunk in its file. */
  readonly hunk: number;
  readonly section: string;
  readonly lines: readonly DiffLine[];
}

/** A line longer than this is cut, and its file counts as not wholly reviewed. */
export const MAX_LINE = 10_000;

const MARKS = { added: '+', removed: '-', context: ' ' } as const;

/**
 * One line as the model sees it: `13 +const b = 2;`. The number is the new one for context and added lines and the old
 * one for removed lines, so that number and marker together name a line.
 */
export function renderLine({ kind, newLine, oldLine, text }: DiffLine): string {
  const shown = text.length > MAX_LINE ? `${text.slice(0, MAX_LINE)}… (cut)` : text;
  return `${kind === 'removed' ? oldLine : newLine} ${MARKS[kind]}${shown}`;
}

/** A path as it is shown to the model: quoted as JSON when it could be mistaken for something else. */
export const renderPath = (path: string): string =>
  /^[\p{L}\p{N}_./@+()[\] -]+$/u.test(path) && path === path.trim() ? path : JSON.stringify(path);

/** `src/b.ts (renamed from src/a.ts)` */
export function describeFile({ path, oldPath, kind }: ChangedFile): string {
  const from = oldPath === undefined ? '' : ` from ${renderPath(oldPath)}`;
  return `${renderPath(path)} (${kind}${from})`;
}

/** Chunks of one or several files, files in the order given. */
export function renderChunks(chunks: readonly Chunk[]): string {
  const parts: string[] = [];
  let current: ChangedFile | undefined;
  for (const { file, section, lines } of chunks) {
    if (file !== current) parts.push(`=== file: ${describeFile(file)}`);
    current = file;
    parts.push(`@@ ${section}`.trimEnd(), ...lines.map(renderLine));
  }
  return parts.join('\n');
}

const sizeOf = (line: DiffLine): number => Math.min(line.text.length, MAX_LINE) + 8;

/** The chunks of a file, none of them larger than `limit` characters if its lines allow. */
export function chunksOf({ file, hunks }: FileDiff, limit: number): Chunk[] {
  return hunks.flatMap(({ section, lines }, hunk) =>
    splitLines(lines, limit).map((part) => ({ file, hunk, section, lines: part })),
  );
}

function splitLines(lines: readonly DiffLine[], limit: number): DiffLine[][] {
  const parts: DiffLine[][] = [];
  let part: DiffLine[] = [];
  let size = 0;
  for (const line of lines) {
    if (part.length > 0 && size + sizeOf(line) > limit) {
      parts.push(part);
      // The next part begins with some lines of this one, so that its first change has its context.
      part = part.slice(-CONTEXT_LINES);
      size = part.reduce((sum, { text }) => sum + Math.min(text.length, limit), 0);
    }
    part.push(line);
    size += sizeOf(line);
  }
  if (part.length > 0) parts.push(part);
  return parts;
}

export const chunkSize = (chunk: Chunk): number =>
  chunk.lines.reduce((sum, line) => sum + sizeOf(line), chunk.section.length + 4);
