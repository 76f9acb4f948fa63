/** One line of the diff that stands in a review's prompt. Removed lines carry the old number, others the new. */
export interface PromptLine {
  readonly number: number;
  readonly marker: '+' | '-' | ' ';
  readonly text: string;
}

export interface PromptFile {
  readonly path: string;
  readonly hunks: readonly (readonly PromptLine[])[];
}

/** `12 +text`, and the same in columns: `   12   | +text`. */
const COMPACT = /^ *(\d+) ([ +-])(.*)$/;
const COLUMNS = /^ *(\d+)(?: -| {2}) \| ([ +-])(.*)$/;

/** The files of a prompt's diff, in order; whatever is not part of a diff is passed over. */
export function parsePromptDiff(prompt: string): PromptFile[] {
  const files: { path: string; hunks: PromptLine[][] }[] = [];
  const rows = prompt.split('\n');
  const shape = rows.every((row) => !COMPACT.test(row) || COLUMNS.test(row)) ? COLUMNS : COMPACT;
  for (const row of rows) {
    const header = /^=== file: (.+)$/.exec(row)?.[1];
    if (header !== undefined) files.push({ path: parsePath(header), hunks: [] });
    const file = files.at(-1);
    if (header !== undefined || !file) continue;
    const line = parseLine(row, shape);
    if (row.startsWith('@@')) file.hunks.push([]);
    else if (row === '=== end of file') files.push({ path: '', hunks: [] });
    else if (line) (file.hunks.at(-1) ?? startHunk(file.hunks)).push(line);
  }
  return files.filter(({ path }) => path !== '');
}

function startHunk(hunks: PromptLine[][]): PromptLine[] {
  const hunk: PromptLine[] = [];
  hunks.push(hunk);
  return hunk;
}

function parseLine(row: string, shape: RegExp): PromptLine | undefined {
  const [, number, marker, text = ''] = shape.exec(row) ?? [];
  return marker === '+' || marker === '-' || marker === ' ' ? { number: Number(number), marker, text } : undefined;
}

/** `src/a.ts (modified)` or `"odd\nname" (added)`. */
function parsePath(header: string): string {
  const quoted = /^"(?:[^"\\]|\\.)*"/.exec(header)?.[0];
  if (quoted === undefined) return header.replace(KIND, '');
  try {
    return String(JSON.parse(quoted));
  } catch {
    return quoted;
  }
}

// The path comes first, and of what may look like a kind the last is one.
const KIND = / \((?:(?:renamed|copied) from .*|[a-z][a-z ,-]*)\)$/;
