import type { StagingDocument } from '../ledger/ledger-documents.ts';
import { branchOf } from '../ledger/ledger-paths.ts';
import type { ReleasePullRequestState } from '../ports.ts';
import type { ReleaseServices, ReleaseSettings } from '../release-services.ts';

type Services = Pick<ReleaseServices, 'history' | 'host' | 'log'>;

/** The one of the release, as its ledger entry or its branches name it; undefined when there is none that still counts. */
export async function findReleasePullRequest(
  services: Services,
  { targetBranch }: Pick<ReleaseSettings, 'targetBranch'>,
  staging: StagingDocument,
): Promise<ReleasePullRequestState | undefined> {
  const { host } = services;
  if (staging.releasePullRequest !== undefined) {
    return host.openPullRequest(staging.releasePullRequest.id).readState();
  }
  const found = await host.findPullRequests(branchOf(staging), targetBranch);
  const active = found.find(({ status }) => status === 'active');
  if (active !== undefined) return active;
  for (const one of found) if (one.status === 'completed' && (await holds(services, one, staging))) return one;
  return undefined;
}

/** One that was merged before more was staged does not hold it. Its commit may be out of reach: then nothing is known of it. */
async function holds(
  { history, log }: Services,
  { id, sourceCommit }: ReleasePullRequestState,
  { commit }: StagingDocument,
): Promise<boolean> {
  if (sourceCommit === undefined || commit === null) return false;
  try {
    await history.fetchHistory([sourceCommit]);
  } catch (error) {
    log.debug(
      `What pull request ${id} merged cannot be read: ${error instanceof Error ? error.message : String(error)}`,
    );
    return false;
  }
  return history.isAncestor(commit, sourceCommit);
}
