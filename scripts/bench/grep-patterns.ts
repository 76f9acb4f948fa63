import type { GrepQuery } from '../../src/review/source-tree.ts';

/** A search as the model asks for it, and what git needs to search for the same. */
export interface BenchPattern extends Pick<GrepQuery, 'pattern' | 'fixed' | 'ignoreCase'> {
  readonly name: string;
  /** Only in files that match it, for both. */
  readonly glob?: string;
}

/**
 * Of all kinds: what stands in one file, in every file, in every line and nowhere. The large repository has lines like
 * `export const value12 = 1336729;`, whose numbers go up with the file and the line.
 */
export const BENCH_PATTERNS: readonly BenchPattern[] = [
  { name: 'one line', pattern: 'value7 = 4692235;', fixed: true, ignoreCase: false },
  { name: 'nowhere', pattern: 'deprecatedHelper', fixed: true, ignoreCase: false },
  { name: 'one line of each file', pattern: 'const value42 =', fixed: true, ignoreCase: false },
  { name: 'every line', pattern: 'export const', fixed: true, ignoreCase: false },
  { name: 'rare, regular', pattern: String.raw`value\d+ = \d*77777\d*;`, fixed: false, ignoreCase: false },
  { name: 'common, regular', pattern: String.raw`= \d*(?:12|34)00;$`, fixed: false, ignoreCase: false },
  { name: 'alternation', pattern: String.raw`^export const value(?:1|9)9 = \d+00\d;`, fixed: false, ignoreCase: false },
  { name: 'look-behind', pattern: String.raw`(?<== )(\d)\1{4}`, fixed: false, ignoreCase: false },
  { name: 'rare, any case', pattern: 'VALUE11 = 1152019', fixed: false, ignoreCase: true },
  { name: 'common, any case', pattern: String.raw`\bCONST Value3\d = 4\d+;`, fixed: false, ignoreCase: true },
  { name: 'in a folder', pattern: 'const value42 =', fixed: true, ignoreCase: false, glob: 'src/module-000*/**' },
  {
    name: 'regular, in a folder',
    pattern: String.raw`= \d*55\d*;`,
    fixed: false,
    ignoreCase: false,
    glob: '**/part-00012*.ts',
  },
];
