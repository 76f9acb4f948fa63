import * as z from 'zod';
import { LEDGER_SCHEMA } from '../release/ledger/ledger-documents.ts';
import type { Coverage } from './coverage.ts';
import { CATEGORIES, type Finding, SEVERITIES } from './finding.ts';
import { VERDICTS, type Verdict } from './verdict.ts';

const Line = z.int().positive();

const ReviewedFinding = z.strictObject({
  fingerprint: z.string(),
  severity: z.enum(SEVERITIES),
  category: z.enum(CATEGORIES),
  title: z.string(),
  path: z.string(),
  side: z.enum(['new', 'old']),
  startLine: Line,
  endLine: Line,
});
export type ReviewedFinding = z.infer<typeof ReviewedFinding>;

const Count = z.int().nonnegative();

/** What had become of the findings with a thread, of this update and of those before, when the review ended. */
const FindingAnswers = z.strictObject({
  /** A person says so, or the code is gone. */
  fixed: Count,
  /** Won't fix, by design, or closed by a person. */
  declined: Count,
  /** Without an answer, also threads that were made closed and only inform. */
  open: Count,
});
export type FindingAnswers = z.infer<typeof FindingAnswers>;

/** `reviews/<repositoryId>/<pullRequestId>.json` of the ledger: the last review of a pull request, for the hub. */
export const ReviewDocument = z.strictObject({
  schema: z.literal(LEDGER_SCHEMA),
  iteration: z.int().positive(),
  /** Source commit that was looked at. */
  commit: z.string(),
  verdict: z.enum(VERDICTS),
  coverage: z.strictObject({
    /** Reviewed hunks of all that should have been, 0 to 100; 100 only when nothing is missing. */
    percent: z.number(),
    /** Changed files, and how many of them were reviewed. */
    files: Count,
    reviewed: Count,
  }),
  findings: z.array(ReviewedFinding).readonly(),
  /** Not known of reviews that were kept before they were counted. */
  answers: FindingAnswers.optional(),
  /** In US dollars; null when the prices of the model are not known. */
  costUsd: z.number().nullable(),
  model: z.string(),
  reviewedAt: z.iso.datetime(),
  /** Id of the run that wrote this; not known of reviews that were kept before it was. */
  run: z.int().positive().optional(),
});
export type ReviewDocument = z.infer<typeof ReviewDocument>;

export const REVIEWS_FOLDER = 'reviews';

/** Where the document of a pull request stands in the ledger. */
export const reviewPath = (repositoryId: string, pullRequestId: number): string =>
  `${REVIEWS_FOLDER}/${repositoryId}/${pullRequestId}.json`;

/** More than this nobody reads, and the ledger is cloned by people. */
const MAX_FINDINGS = 200;

interface Reviewed {
  readonly iteration: { readonly id: number; readonly sourceCommit: string };
  readonly verdict: Verdict;
  readonly coverage: Coverage;
  readonly findings: readonly Finding[];
  readonly answers: FindingAnswers;
  readonly costUsd: number | undefined;
  readonly model: string;
  /** UTC. */
  readonly at: string;
}

export function renderReview(reviewed: Reviewed): ReviewDocument {
  const { iteration, verdict, coverage, findings, answers, costUsd, model, at } = reviewed;
  const { files, percent } = coverage;
  return {
    schema: LEDGER_SCHEMA,
    iteration: iteration.id,
    commit: iteration.sourceCommit,
    verdict,
    coverage: {
      percent,
      files: files.length,
      reviewed: files.filter(({ state }) => state.state === 'reviewed').length,
    },
    findings: findings.slice(0, MAX_FINDINGS).map(pickFinding),
    answers,
    costUsd: costUsd ?? null,
    model,
    reviewedAt: at,
  };
}

const pickFinding = (finding: Finding): ReviewedFinding => {
  const { fingerprint, severity, category, title, path, side, startLine, endLine } = finding;
  return { fingerprint, severity, category, title, path, side, startLine, endLine };
};

/** Whether two documents say the same of the same commit, whoever said it, whenever, and whatever it cost. */
export function saysTheSame(one: ReviewDocument, other: ReviewDocument): boolean {
  const said = ({ reviewedAt: _at, costUsd: _cost, run: _run, answers, ...rest }: ReviewDocument) =>
    JSON.stringify([rest, answers]);
  return said(one) === said(other);
}
