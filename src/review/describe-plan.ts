import type { Finding } from './finding.ts';
import type { ReviewPlan } from './review-plan.ts';

/** A finding for the log, in one line. */
export const describeFinding = ({ severity, path, startLine, title }: Finding): string =>
  `${severity.toUpperCase()} ${path}:${startLine} ${title}`;

/** The plan for people: one line a write. */
export function describePlan(plan: ReviewPlan): string {
  const lines = [
    ...plan.threads.map(
      ({ placement, status, content }) =>
        `- thread (${status}) at ${placement?.path}:${placement?.start.line}: ${content.split('\n', 1)[0] ?? ''}`,
    ),
    ...plan.settle.map((id) => `- thread ${id}: set to fixed`),
    ...plan.reopen.map((id) => `- thread ${id}: open again`),
    plan.summary.kind === 'keep' ? undefined : `- summary: ${plan.summary.kind}`,
    plan.record ? '- remember this review on the pull request' : undefined,
    plan.vote === undefined ? undefined : `- vote ${plan.vote}`,
    plan.status ? `- status ${plan.status.state}: ${plan.status.description}` : undefined,
  ].filter((line) => line !== undefined);
  return lines.length === 0 ? '- nothing to write' : lines.join('\n');
}
