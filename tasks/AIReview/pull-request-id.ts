import { SlipwayError } from '../../src/errors.ts';

/** The pull request that was named, or else the one that this run validates. */
export function pullRequestIdOf(
  inputs: { readonly pullRequestId?: number | undefined },
  job: { readonly pullRequestId: number | undefined },
): number {
  const id = inputs.pullRequestId ?? job.pullRequestId;
  if (id !== undefined) return id;
  throw new SlipwayError('This run is not for a pull request.', {
    kind: 'input',
    code: 'REVIEW_NO_PULL_REQUEST',
    hint: 'Set "pullRequestId", or run the pipeline by a build validation policy of the target branch.',
  });
}
