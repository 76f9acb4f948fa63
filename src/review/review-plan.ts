import type { Usage } from '../model.ts';
import { countAnswers } from './count-answers.ts';
import type { Finding, Severity, SeverityCounts, UnplacedFinding } from './finding.ts';
import { countBySeverity } from './finding.ts';
import type { Coverage } from './coverage.ts';
import { findingThreads, isOverruled, isRefuted, isTooMild } from './overruled.ts';
import { planStatus } from './plan-status.ts';
import { changeOf, isBlocking, planThread } from './plan-thread.ts';
import type { Hash, Iteration, IterationChange, PullRequestStatus, StatusState, Vote } from './ports.ts';
import type { NewThread, Thread, ThreadComment } from '../pull-request.ts';
import { commitMark, renderHeading, renderSummary } from './render-summary.ts';
import type { FindingAnswers } from './review-document.ts';
import type { ReviewRecord } from './review-record.ts';
import { keptFindings, SUMMARY_PROPERTY } from './review-record.ts';
import type { FailOn, Verdict, VoteRule } from './verdict.ts';
import { countBlocking, decideVerdict, decideVote } from './verdict.ts';

export interface ReviewRules {
  readonly failOn: FailOn;
  readonly vote: VoteRule;
  readonly comments: 'inline' | 'summary' | 'none';
  readonly maxComments: number;
}

/** What stands on the pull request before this run writes anything. */
export interface Marks {
  readonly iteration: Iteration;
  readonly changes: readonly IterationChange[];
  readonly threads: readonly Thread[];
  readonly statuses: readonly PullRequestStatus[];
  readonly ownVote: Vote;
  readonly record: ReviewRecord | undefined;
}

export interface StandingFinding {
  readonly fingerprint: string;
  readonly severity: Severity;
}

/** What a complete or incomplete examination brought. */
export interface Examined {
  readonly coverage: Coverage;
  readonly findings: readonly Finding[];
  readonly unplaced: readonly UnplacedFinding[];
  readonly dropped: number;
  readonly usage: Usage;
  readonly model: string;
  readonly source: 'git' | 'rest';
  readonly settings: string;
  /** Our active threads whose code is gone. */
  readonly settledThreads: readonly number[];
  /** Blocking findings of before that were not made again, while their code stands and their threads are active. */
  readonly standing: readonly StandingFinding[];
}

export type SummaryStep =
  | { readonly kind: 'create'; readonly thread: NewThread }
  | { readonly kind: 'edit'; readonly threadId: number; readonly commentId: number; readonly content: string }
  | { readonly kind: 'keep' };

/** Everything a run will write, as a value. */
export interface ReviewPlan {
  readonly verdict: Verdict;
  readonly counts: SeverityCounts;
  readonly blocking: number;
  readonly percent: number;
  readonly threads: readonly NewThread[];
  /** Our threads that are fixed now. */
  readonly settle: readonly number[];
  /** Our threads that were called fixed and are not. */
  readonly reopen: readonly number[];
  /** As the threads stand when all this is written. */
  readonly answers: FindingAnswers;
  readonly summary: SummaryStep;
  readonly vote: Vote | undefined;
  readonly record: ReviewRecord | undefined;
  readonly status: { readonly state: StatusState; readonly description: string } | undefined;
}

/** The plan after an examination. */
export function planReview(marks: Marks, examined: Examined, rules: ReviewRules, hash: Hash): ReviewPlan {
  const { findings, coverage } = examined;
  const threads = findingThreads(marks.threads);
  const threadOf = ({ fingerprint, severity }: Finding): Thread | undefined => {
    const thread = threads.get(fingerprint);
    return isBlocking(severity, rules.failOn) && isTooMild(thread) ? undefined : thread;
  };
  // What was found before, still stands and was not settled counts as if it had been found again.
  const counts = countBySeverity([...findings, ...examined.standing]);
  const overruled = findings.filter(
    (finding) => isBlocking(finding.severity, rules.failOn) && isOverruled(threadOf(finding)),
  ).length;
  const blocking = countBlocking(counts, rules.failOn) - overruled;
  const verdict = decideVerdict(coverage.complete, blocking);
  const placeable = rules.comments === 'inline' ? findings.filter((finding) => changeOf(finding, marks.changes)) : [];
  const fresh = placeable.filter((finding) => !threadOf(finding)).slice(0, rules.maxComments);
  const shown = new Set([...fresh, ...findings.filter(threadOf)].map(({ fingerprint }) => fingerprint));
  const { unplaced } = examined;
  const facts = { counts, blocking, percent: coverage.percent, unplaced: unplaced.length, ...filesOf(coverage) };
  const writes = {
    threads: fresh.map((finding) => planThread(finding, { ...marks, failOn: rules.failOn, hash })),
    settle: coverage.complete ? examined.settledThreads : [],
    reopen: refuted(findings.map(threadOf)),
  };
  return {
    verdict,
    counts,
    blocking,
    percent: coverage.percent,
    ...writes,
    answers: countAnswers(marks.threads, writes),
    summary: planSummary(marks, { ...examined, verdict, inline: shown }, rules),
    vote: decideVote(rules.vote, verdict, marks.ownVote),
    record: coverage.complete ? recordOf(marks, examined, counts, shown) : undefined,
    status: planStatus(marks, verdict, facts),
  };
}

/** The plan when the last complete review still holds: only what people changed since then may need an answer. */
export function planUnchanged(marks: Marks, record: ReviewRecord, rules: ReviewRules): ReviewPlan {
  const known = findingThreads(marks.threads);
  const overruled = record.findings.filter(
    ([fingerprint, severity]) => isBlocking(severity, rules.failOn) && isOverruled(known.get(fingerprint)),
  ).length;
  const blocking = countBlocking(record.counts, rules.failOn) - overruled;
  const verdict = decideVerdict(true, blocking);
  const reopen = refuted(record.findings.map(([fingerprint]) => known.get(fingerprint)));
  const writes = { threads: [], settle: [], reopen };
  return {
    verdict,
    counts: record.counts,
    blocking,
    percent: 100,
    ...writes,
    answers: countAnswers(marks.threads, writes),
    summary: planHeadline(marks, verdict),
    vote: decideVote(rules.vote, verdict, marks.ownVote),
    record: undefined,
    status: planStatus(marks, verdict, { ...record, blocking, percent: 100 }),
  };
}

/** True when nothing would be written. */
export const isEmpty = (plan: ReviewPlan): boolean =>
  plan.threads.length === 0 &&
  plan.settle.length === 0 &&
  plan.reopen.length === 0 &&
  plan.summary.kind === 'keep' &&
  plan.vote === undefined &&
  plan.record === undefined &&
  plan.status === undefined;

const refuted = (threads: readonly (Thread | undefined)[]): number[] =>
  threads.flatMap((thread) => (thread && isRefuted(thread) ? [thread.id] : []));

/** The summary stays, and its headline follows the verdict when a person changed that. */
function planHeadline({ threads }: Marks, verdict: Verdict): SummaryStep {
  const [thread, comment] = findSummary(threads);
  if (!thread || !comment) return { kind: 'keep' };
  const content = comment.content.replace(/^[^\n]*/, () => renderHeading(verdict));
  return content === comment.content
    ? { kind: 'keep' }
    : { kind: 'edit', threadId: thread.id, commentId: comment.id, content };
}

/** Our summary on the pull request, the first if there are several. */
function findSummary(threads: readonly Thread[]): [Thread, ThreadComment] | [] {
  const thread = threads
    .filter(({ properties, isOwn, isDeleted }) => properties[SUMMARY_PROPERTY] !== undefined && isOwn && !isDeleted)
    .toSorted((a, b) => a.id - b.id)[0];
  const comment = thread?.comments.find(({ isDeleted }) => !isDeleted);
  return thread && comment ? [thread, comment] : [];
}

/** True when the summary tells of this commit, or none is wanted: a record without its summary is not enough. */
export function isSummarised({ threads }: Marks, commit: string, { comments }: Pick<ReviewRules, 'comments'>): boolean {
  return comments === 'none' || (findSummary(threads)[1]?.content.includes(commitMark(commit)) ?? false);
}

function planSummary(
  marks: Marks,
  summary: Examined & { verdict: Verdict; inline: ReadonlySet<string> },
  rules: ReviewRules,
): SummaryStep {
  if (rules.comments === 'none') return { kind: 'keep' };
  const content = renderSummary({ ...summary, commit: marks.iteration.sourceCommit, iteration: marks.iteration.id });
  const [existing, comment] = findSummary(marks.threads);
  if (!existing || !comment) {
    return { kind: 'create', thread: { content, status: 'closed', properties: { [SUMMARY_PROPERTY]: '1' } } };
  }
  if (comment.content === content) return { kind: 'keep' };
  return { kind: 'edit', threadId: existing.id, commentId: comment.id, content };
}

function recordOf(
  marks: Marks,
  { findings, standing, unplaced, coverage, settings, usage }: Examined,
  counts: SeverityCounts,
  threaded: ReadonlySet<string>,
): ReviewRecord {
  const kept = keptFindings([...findings.filter(({ fingerprint }) => threaded.has(fingerprint)), ...standing]);
  return {
    schema: 1,
    iteration: marks.iteration.id,
    commit: marks.iteration.sourceCommit,
    base: marks.iteration.commonCommit,
    settings,
    counts,
    findings: kept.map(({ fingerprint, severity }) => [fingerprint, severity]),
    ...filesOf(coverage),
    unplaced: unplaced.length,
    costUsd: usage.costUsd ?? null,
  };
}

const filesOf = ({ files }: Coverage): { files: number; reviewed: number } => ({
  files: files.length,
  reviewed: files.filter(({ state }) => state.state === 'reviewed').length,
});
