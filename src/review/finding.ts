import * as z from 'zod';

/** From the worst to the mildest. */
export const SEVERITIES = ['critical', 'major', 'minor', 'info'] as const;
export type Severity = (typeof SEVERITIES)[number];

export const CATEGORIES = [
  'bug',
  'security',
  'data-loss',
  'concurrency',
  'performance',
  'compatibility',
  'error-handling',
  'tests',
  'maintainability',
] as const;
export type Category = (typeof CATEGORIES)[number];

/** True when `severity` is `limit` or worse. */
export const isAtLeast = (severity: Severity, limit: Severity): boolean =>
  SEVERITIES.indexOf(severity) <= SEVERITIES.indexOf(limit);

/** What the model reports of one place. Nothing of it is believed before place-finding.ts has checked it. */
export const ReportedFinding = z.strictObject({
  path: z.string().describe('Path of the changed file, as in its header.'),
  side: z.enum(['new', 'old']).describe('"old" only for removed lines.'),
  startLine: z.int().describe('First line, numbered as in the diff.'),
  endLine: z.int().describe('Last line; equal to startLine for one line.'),
  quote: z.string().describe('The exact text of these lines, without numbers and markers.'),
  severity: z.enum(SEVERITIES),
  category: z.enum(CATEGORIES),
  title: z.string().describe('One sentence: what goes wrong.'),
  explanation: z.string().describe('When and why it goes wrong, and what to do; at most 60 words.'),
  replacement: z
    .nullable(z.string())
    .describe('The full text that replaces exactly these lines and settles the finding; null when a fix is larger.'),
});
export type ReportedFinding = z.infer<typeof ReportedFinding>;

/** The model's answer for one group of files. */
export const ReviewAnswer = z.strictObject({ findings: z.array(ReportedFinding) });
export type ReviewAnswer = z.infer<typeof ReviewAnswer>;

/** A finding whose path, side, lines and quote agree with the diff. */
export interface Finding {
  readonly fingerprint: string;
  readonly path: string;
  readonly side: 'new' | 'old';
  readonly startLine: number;
  readonly endLine: number;
  /** The anchored lines as the model saw them: secrets masked. */
  readonly code: readonly string[];
  /** Behind the last character of the last line: 1-based, in UTF-16 code units of the file's own text. */
  readonly endOffset: number;
  /** The last line ends in CRLF. */
  readonly crlf: boolean;
  readonly severity: Severity;
  readonly category: Category;
  readonly title: string;
  readonly explanation: string;
  /** Lines that replace the anchored ones, when applying them is proved to do so. */
  readonly replacement?: readonly string[];
}

/** A finding that could not be tied to a place, and why. */
export interface UnplacedFinding {
  readonly reported: ReportedFinding;
  readonly reason: string;
}

/** The worst first, then by path and line. */
export function byWeight(a: Finding, b: Finding): number {
  return (
    SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
    (a.path < b.path ? -1 : a.path > b.path ? 1 : 0) ||
    a.startLine - b.startLine
  );
}

export type SeverityCounts = Readonly<Record<Severity, number>>;

export function countBySeverity(findings: readonly { readonly severity: Severity }[]): SeverityCounts {
  const count = (severity: Severity) => findings.filter((finding) => finding.severity === severity).length;
  return { critical: count('critical'), major: count('major'), minor: count('minor'), info: count('info') };
}
