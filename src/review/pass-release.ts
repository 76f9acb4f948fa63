import type { Outcome } from '../outcome.ts';
import type { PullRequest } from '../pull-request.ts';
import { findNewestStatus } from './plan-status.ts';
import type { Iteration, PullRequestHost, PullRequestStatus } from './ports.ts';
import { STATUS_NAME } from './review-record.ts';

interface Passing {
  readonly host: Pick<PullRequestHost, 'postStatus'>;
  readonly runUrl?: string;
}

const DESCRIPTION = 'Release: its changes were reviewed when they were merged';

/** Gives a release pull request its status without asking the model: what it holds was judged before. */
export async function passRelease(
  { host, runUrl }: Passing,
  { id, title, webUrl, repositoryName }: PullRequest,
  { iteration, statuses }: { readonly iteration: Iteration; readonly statuses: readonly PullRequestStatus[] },
  dryRun: boolean,
): Promise<Outcome> {
  const newest = findNewestStatus(statuses, iteration.id);
  const isThere = newest?.state === 'succeeded' && newest.description === DESCRIPTION;
  if (!isThere && !dryRun) {
    await host.postStatus({
      name: STATUS_NAME,
      iteration: iteration.id,
      state: 'succeeded',
      description: DESCRIPTION,
      ...(runUrl === undefined ? {} : { targetUrl: runUrl }),
    });
  }
  return {
    kind: 'succeeded',
    summary: `Pull request ${id} carries a release: its changes were reviewed when they were merged, so the model is not asked.`,
    outputs: {
      verdict: 'approve',
      findingCount: '0',
      blockingCount: '0',
      coveragePercent: '100',
      pullRequestKind: 'release',
      costUsd: '0.0000',
    },
    result: {
      schema: 1,
      pullRequest: { id, title, url: webUrl, repository: repositoryName },
      iteration: iteration.id,
      commit: iteration.sourceCommit,
      verdict: 'approve',
      pullRequestKind: 'release',
    },
  };
}
