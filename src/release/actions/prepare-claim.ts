import { fetchTip } from '../changes/fetch-tip.ts';
import { findReleasePullRequest } from '../pull-request/find-pull-request.ts';
import type { StagingDocument } from '../ledger/ledger-documents.ts';
import { readComponent } from '../ledger/ledger.ts';
import type { ReleaseServices, ReleaseSettings } from '../release-services.ts';
import { freezeRelease } from './freeze-release.ts';

/** `publish` claims what nobody has claimed, where its own run has built it. */
export type ClaimingAction = 'claim' | 'publish';

/** Why there is no version of ours: it is not time yet, or nothing is there. */
export interface Unclaimed {
  readonly kind: 'closed' | 'nothing';
  readonly staging: StagingDocument | undefined;
  readonly why: string;
}

interface Prepared {
  readonly kind: 'prepared';
  readonly staging: StagingDocument;
  /** What is to be tagged. */
  readonly commit: string;
}

/** The open release and the commit that is built of it. */
export async function prepareClaim(
  services: ReleaseServices,
  settings: ReleaseSettings,
  action: ClaimingAction,
): Promise<Prepared | Unclaimed> {
  const frozen = await freezeMerged(services, settings, action);
  if (frozen.kind !== 'opened') return frozen;
  const { staging } = frozen;
  const { releaseAs } = settings;
  if (action === 'publish' && releaseAs !== undefined && releaseAs !== staging.version) {
    return { kind: 'closed', staging, why: `${releaseAs} is not open, ${staging.version} is` };
  }
  const find = staging.hotfix === undefined ? findBuild : findHotfixBuild;
  const build = await find(services, settings, staging);
  if ('why' in build) return { kind: 'closed', staging, why: build.why };
  return { kind: 'prepared', staging, commit: build.commit };
}

type Merged = { readonly kind: 'opened'; readonly staging: StagingDocument } | Unclaimed;

/** The open release; or the collecting one, opened on the spot, when the target branch has all of it already. */
async function freezeMerged(
  services: ReleaseServices,
  settings: ReleaseSettings,
  action: ClaimingAction,
): Promise<Merged> {
  const snapshot = await readComponent(services.ledger, settings.component);
  const { staging } = snapshot;
  if (staging === undefined) return { kind: 'nothing', staging, why: 'nothing is staged yet' };
  if (staging.state === 'opened') return { kind: 'opened', staging };
  if (
    settings.prerelease === undefined &&
    staging.hotfix === undefined &&
    !(await isMerged(services, settings, staging))
  ) {
    return { kind: 'closed', staging, why: `release ${staging.version} is not open yet, run "open" first` };
  }
  const { commit } = staging;
  if (action === 'publish' && commit !== null && !(await isOfRun(services, commit))) return unclaimed(staging, commit);
  const frozen = await freezeRelease(services, settings);
  return frozen.kind === 'opened' ? frozen : { kind: 'nothing', staging, why: frozen.why };
}

async function isMerged(
  { history }: ReleaseServices,
  { targetBranch }: ReleaseSettings,
  { commit }: StagingDocument,
): Promise<boolean> {
  const target = await fetchTip(history, targetBranch);
  return commit !== null && target !== undefined && history.isAncestor(commit, target);
}

type Build = { readonly commit: string } | { readonly why: string };

/** What is to be built, or why it is not there yet. */
async function findBuild(
  services: ReleaseServices,
  settings: ReleaseSettings,
  staging: StagingDocument,
): Promise<Build> {
  const { history } = services;
  const { version, commit } = staging;
  const pullRequest = await findReleasePullRequest(services, settings, staging);
  if (pullRequest === undefined) {
    return commit !== null && (settings.prerelease !== undefined || (await isMerged(services, settings, staging)))
      ? { commit }
      : { why: `release ${version} has no pull request yet, run "open" again` };
  }
  const { id, status, mergeCommit, sourceCommit } = pullRequest;
  if (status !== 'completed' || mergeCommit === undefined) return { why: `pull request ${id} is not merged yet` };
  if (settings.sourceBranch !== settings.targetBranch || sourceCommit === undefined) return { commit: mergeCommit };
  // A branch that is its own target has moved on: what was approved is the release's own commit.
  await history.fetchHistory([mergeCommit, sourceCommit]);
  const same = (await history.treeOf(mergeCommit)) === (await history.treeOf(sourceCommit));
  return { commit: same ? mergeCommit : sourceCommit };
}

/** A hotfix needs no merge. It is pinned as it was staged or opened: what its branch got later is in nobody's notes. */
async function findHotfixBuild(
  { host, log }: ReleaseServices,
  _: ReleaseSettings,
  { version, commit, hotfix }: StagingDocument,
): Promise<Build> {
  if (commit === null || hotfix === undefined) return { why: `hotfix ${version} names no commit` };
  const tip = await host.readBranch(hotfix.branch);
  if (tip !== undefined && tip !== commit) {
    log.warn(
      `Branch ${hotfix.branch} was pushed to since ${version} was staged or opened: that is not in the release.`,
    );
  }
  return { commit };
}

/** True when the commit belongs to what this run was started for, and so has built. */
export async function isOfRun({ history, run }: ReleaseServices, commit: string): Promise<boolean> {
  await history.fetchHistory([run.commit]);
  return history.isAncestor(commit, run.commit);
}

export const unclaimed = (staging: StagingDocument, commit: string): Unclaimed => ({
  kind: 'closed',
  staging,
  why: `${staging.version} is not claimed, and holds commit ${commit.slice(0, 8)}, which this run was not started for: run "claim" before the build`,
});
