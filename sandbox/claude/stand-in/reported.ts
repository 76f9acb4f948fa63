import type { SourceLine } from './source-line.ts';

/** A finding as the review's answer wants it. */
export interface Reported {
  readonly path: string;
  readonly side: 'new';
  readonly startLine: number;
  readonly endLine: number;
  readonly quote: string;
  readonly severity: 'critical' | 'major' | 'minor' | 'info';
  readonly category: 'bug' | 'security' | 'error-handling' | 'maintainability';
  readonly title: string;
  readonly explanation: string;
  readonly replacement: string | null;
}

/** What a rule says of one or several lines that follow each other. */
export type Verdict = Pick<Reported, 'severity' | 'category' | 'title' | 'explanation'> & {
  readonly lines: readonly SourceLine[];
  readonly replacement?: string | null;
};

/** What a rule looks at: one hunk of one file. */
export interface Hunk {
  readonly path: string;
  readonly language: 'script' | 'braces' | 'hash' | 'other';
  readonly lines: readonly SourceLine[];
  /** Functions that are known to give a promise. */
  readonly asyncNames: ReadonlySet<string>;
}

export type Rule = (hunk: Hunk) => readonly Verdict[];

export const added = ({ lines }: Hunk): readonly SourceLine[] => lines.filter((line) => line.added);

/** Tests, fixtures, scripts and command lines, where output and made-up values are at home. */
export const isAside = (path: string): boolean =>
  /(?:^|\/)(?:tests?|__tests__|specs?|fixtures?|e2e|bin|cli|scripts?|examples?)\//i.test(path) ||
  /(?:^|\/)[^/]*(?:\.(?:test|spec)\.|\bcli\.)[^/]*$/i.test(path);
