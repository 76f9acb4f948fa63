import type { Outcome } from '../outcome.ts';
import type { Examination } from './examine-changes.ts';
import type { Iteration } from './ports.ts';
import type { PullRequest } from '../pull-request.ts';
import { renderSummary } from './render-summary.ts';
import type { ReviewedFinding } from './review-document.ts';
import type { ReviewPlan } from './review-plan.ts';
import type { FailOn } from './verdict.ts';

/** The outputs while there is no result, and when there will be none. */
export const NO_RESULT: Readonly<Record<string, string>> = {
  verdict: 'incomplete',
  findingCount: '0',
  blockingCount: '0',
  coveragePercent: '0',
  costUsd: '',
};

interface Ended {
  readonly pullRequest: PullRequest;
  readonly iteration: Iteration;
  readonly plan: ReviewPlan;
  /** Absent when the last complete review still held. */
  readonly examination?: Examination;
  /** What that review found, as far as the ledger tells. */
  readonly recalled?: readonly ReviewedFinding[] | undefined;
  readonly costUsd: number | undefined;
  readonly failOn: FailOn;
  readonly services: { readonly model: { readonly name: string } };
}

/** How the task ends: incomplete is never green, findings fail it only when `failOn` says so. */
export function renderOutcome(ended: Ended): Outcome {
  const { pullRequest, iteration, plan, examination, recalled, costUsd, failOn } = ended;
  const findingCount = Object.values(plan.counts).reduce((sum, count) => sum + count, 0);
  const isBlocked = plan.verdict === 'incomplete' || (plan.verdict === 'requestChanges' && failOn !== 'none');
  const model = examination?.model ?? ended.services.model.name;
  return {
    kind: isBlocked ? 'blocked' : 'succeeded',
    summary: summarise(ended, findingCount),
    outputs: {
      verdict: plan.verdict,
      findingCount: String(findingCount),
      blockingCount: String(plan.blocking),
      coveragePercent: String(plan.percent),
      costUsd: costUsd === undefined ? '' : costUsd.toFixed(4),
    },
    result: {
      schema: 1,
      pullRequest: {
        id: pullRequest.id,
        title: pullRequest.title,
        url: pullRequest.webUrl,
        repository: pullRequest.repositoryName,
      },
      iteration: iteration.id,
      commit: iteration.sourceCommit,
      base: iteration.commonCommit,
      verdict: plan.verdict,
      counts: plan.counts,
      blocking: plan.blocking,
      coveragePercent: plan.percent,
      model,
      reused: examination === undefined,
      ...(examination && { examination: describeExamination(examination) }),
      ...(recalled && { examination: { findings: recalled } }),
    },
    ...(examination && {
      markdown: renderSummary({
        ...examination,
        verdict: plan.verdict,
        inline: new Set(examination.findings.map(({ fingerprint }) => fingerprint)),
        commit: iteration.sourceCommit,
        iteration: iteration.id,
        model,
      }),
    }),
  };
}

const describeExamination = ({
  coverage,
  findings,
  unplaced,
  dropped,
  usage,
  requests,
  groups,
  source,
}: Examination) => ({
  findings,
  unplaced,
  dropped,
  usage,
  requests,
  parts: groups,
  source,
  files: coverage.files.map(({ file, state, hunks, hunksReviewed }) => ({
    path: file.path,
    ...(file.oldPath === undefined ? {} : { oldPath: file.oldPath }),
    kind: file.kind,
    ...state,
    hunks,
    hunksReviewed,
  })),
});

function summarise({ pullRequest, plan, examination, failOn }: Ended, findingCount: number): string {
  const found = findingCount === 1 ? '1 finding' : `${findingCount} findings`;
  const before = examination ? '' : ' (as reviewed before)';
  switch (plan.verdict) {
    case 'approve':
      return `Pull request ${pullRequest.id} is approved with ${found}${before}.`;
    case 'requestChanges':
      return `Pull request ${pullRequest.id} needs changes: ${found}, ${plan.blocking} blocking${before}${failOn === 'none' ? '; failOn is none, so the task does not fail' : ''}.`;
    case 'incomplete':
      return `The review of pull request ${pullRequest.id} is incomplete: ${plan.percent} % of the changes were looked at, ${found}.`;
  }
}
