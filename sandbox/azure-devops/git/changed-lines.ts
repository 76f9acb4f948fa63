import { runGit } from './run-git.ts';

/** First and last line, both changed. */
export type LineRange = readonly [number, number];

export interface ChangedLines {
  readonly left: readonly LineRange[];
  readonly right: readonly LineRange[];
}

/** In every repository of the sandbox, see create-bare.ts. */
const EMPTY_BLOB = 'e69de29bb2d1d6434b8b29ae775ad8c2e48c5391';

/** Which lines differ between two blobs; a side without a blob counts as empty. Nothing for binary files. */
export async function readChangedLines(
  gitDir: string,
  left: string | undefined,
  right: string | undefined,
): Promise<ChangedLines> {
  const args = ['diff', '--no-color', '--no-ext-diff', '--no-textconv', '-U0', left ?? EMPTY_BLOB, right ?? EMPTY_BLOB];
  const text = (await runGit(gitDir, args, { codes: [0, 1] })).stdout.toString('latin1');
  const ranges: { left: LineRange[]; right: LineRange[] } = { left: [], right: [] };
  for (const [, a, b, c, d] of text.matchAll(/^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/gm)) {
    ranges.left.push(rangeOf(a, b));
    ranges.right.push(rangeOf(c, d));
  }
  return ranges;
}

/** Without lines of its own, a side has the place between two lines. */
function rangeOf(start = '0', count = '1'): LineRange {
  const from = Number(start);
  return Number(count) === 0 ? [from, from + 1] : [from, from + Number(count) - 1];
}
