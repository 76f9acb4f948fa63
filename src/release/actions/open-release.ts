import { findBase } from '../changes/find-base.ts';
import { freezeRelease, readTickets } from './freeze-release.ts';
import { keepForwardMerge } from '../pull-request/keep-forward-merge.ts';
import { findReleasePullRequest } from '../pull-request/find-pull-request.ts';
import { keepPullRequest } from '../pull-request/keep-pull-request.ts';
import { isClaimed } from './is-claimed.ts';
import type { StagingDocument } from '../ledger/ledger-documents.ts';
import { type Decision, readComponent, transact } from '../ledger/ledger.ts';
import { renderChangelogBody } from '../notes/changelog-body.ts';
import { differs } from './plan-staging.ts';
import type { ReleasePullRequestState } from '../ports.ts';
import { prepareBranch } from '../pull-request/prepare-branch.ts';
import type { Readiness } from '../pull-request/readiness.ts';
import { notesOf } from '../pull-request/release-notes.ts';
import { describeChanges, type ReleaseReport } from '../release-report.ts';
import type { ReleaseServices, ReleaseSettings } from '../release-services.ts';
import { reportOf } from './stage-changes.ts';

/**
 * Pins the staging release and prepares its way out: branch, notes, pull request, readiness. Run again it goes on where it
 * stopped and brings the pull request up to date.
 */
export async function openRelease(services: ReleaseServices, settings: ReleaseSettings): Promise<ReleaseReport> {
  const frozen = await freezeRelease(services, settings);
  if (frozen.kind === 'nothing') {
    const summary = `Nothing of ${settings.component} to release: ${frozen.why}.`;
    return reportOf(settings, frozen.staging, { kind: 'skipped', summary, changed: false });
  }
  const { staging, isNew } = frozen;
  for (const line of describeChanges(staging.changes)) services.log.info(line);
  const way = await prepareWay(services, settings, staging);
  const { document, changed } = await recordWay(services, settings, staging, way);
  const summary = describeOpened(document, way, settings);
  const kind = document.ready ? 'succeeded' : 'warned';
  const report = reportOf(settings, document, { kind, summary, changed: isNew || way.changed || changed });
  return { ...report, head: way.head, notes: notesOf(services, settings, document, document.updatedAt) };
}

/** How the release gets into the target branch. */
interface Way {
  /** Undefined: it is there already. */
  readonly pullRequest: ReleasePullRequestState | undefined;
  /** Where its source branch stands; of a completed one the commit that was merged. */
  readonly head: string | undefined;
  readonly readiness: Readiness;
  readonly changed: boolean;
  /** Of a hotfix: what is built, with the notes. */
  readonly pinned?: string;
}

const THERE: Way = {
  pullRequest: undefined,
  head: undefined,
  readiness: { ready: true, notReady: [] },
  changed: false,
};

async function prepareWay(
  services: ReleaseServices,
  settings: ReleaseSettings,
  staging: StagingDocument,
): Promise<Way> {
  // A pre-release is built from where it was staged: its changes go into the target branch with the release itself.
  if (settings.prerelease !== undefined) return THERE;
  const known = await findReleasePullRequest(services, settings, staging);
  if (await isSettled(services, settings, staging, known)) {
    return { ...THERE, pullRequest: known, head: known?.sourceCommit };
  }
  const snapshot = await readComponent(services.ledger, staging.component);
  const { latest } = await findBase(services, settings, snapshot, staging.commit ?? services.run.commit);
  const pullRequestUrl = (id: number) => services.links.pullRequest(id);
  const section = renderChangelogBody({ changes: staging.changes, pullRequestUrl });
  const branch = await prepareBranch(services, settings, { staging, latest, section });
  if (branch === undefined) return THERE;
  const { dryRun, targetBranch } = settings;
  if (dryRun) {
    services.log.info(`Dry run: a pull request from ${branch.name} into ${targetBranch} would be kept up to date.`);
    if (known === undefined) return { ...THERE, head: branch.tip, changed: true };
  }
  const { state, readiness, changed } = await keepPullRequest(services, settings, known, {
    staging,
    branch,
  });
  const forward = await keepForwardMerge(services, settings, staging, branch);
  return {
    pullRequest: state,
    head: branch.tip,
    readiness,
    changed: branch.changed || changed || forward,
    ...(staging.hotfix === undefined ? {} : { pinned: branch.tip }),
  };
}

/** True when branch and pull request are left alone: it is merged, or claimed and built as it is. */
const isSettled = async (
  services: ReleaseServices,
  settings: ReleaseSettings,
  staging: StagingDocument,
  known: ReleasePullRequestState | undefined,
): Promise<boolean> => known?.status === 'completed' || isClaimed(services, settings, staging);

/** Writes down which pull request it is and whether the release is ready, with the tickets as they are now. */
async function recordWay(
  services: ReleaseServices,
  settings: ReleaseSettings,
  opened: StagingDocument,
  { pullRequest, readiness, pinned }: Way,
): Promise<{ readonly document: StagingDocument; readonly changed: boolean }> {
  const { component } = settings;
  return transact(services, settings, async (snapshot): Promise<Decision<Recorded>> => {
    // Dry run has pinned nothing: what would be is what the plan shows.
    const staging = settings.dryRun ? opened : (snapshot.staging ?? opened);
    const document: StagingDocument = {
      ...staging,
      updatedAt: services.now(),
      changes: await readTickets(services, staging.changes, services.now()),
      ...(pullRequest === undefined ? {} : { releasePullRequest: { id: pullRequest.id, url: pullRequest.webUrl } }),
      ...(pinned === undefined ? {} : { commit: pinned }),
      ...readiness,
    };
    const same = staging.version !== opened.version || staging.state !== 'opened' || !differs(staging, document);
    if (same) return { kind: 'keep', value: { document: staging, changed: false } };
    const message = messageOf(staging, document);
    return {
      kind: 'write',
      transition: { component, message, staging: document, releases: [] },
      value: { document, changed: true },
    };
  });
}

interface Recorded {
  readonly document: StagingDocument;
  readonly changed: boolean;
}

function messageOf(
  before: StagingDocument,
  { component, version, releasePullRequest, ready }: StagingDocument,
): string {
  const release = `release ${component} ${version}`;
  if (releasePullRequest !== undefined && before.releasePullRequest?.id !== releasePullRequest.id) {
    return `Link pull request ${releasePullRequest.id} to ${release}`;
  }
  return ready ? `Call ${release} ready` : `Say what ${release} waits for`;
}

function describeOpened(
  { component, version, changes, notReady }: StagingDocument,
  { pullRequest, head }: Way,
  { dryRun }: ReleaseSettings,
): string {
  const count = changes.length === 1 ? 'one change' : `${changes.length} changes`;
  const none = dryRun && head !== undefined ? 'a pull request would be created' : 'nothing is to be merged';
  const where = pullRequest === undefined ? none : `pull request ${pullRequest.id} is ${pullRequest.status}`;
  const waits = notReady.length === 0 ? '' : ` Not ready: ${notReady.join(' ')}`;
  const release = `${component} ${version}`;
  const start = dryRun ? `Dry run: release ${release} would be` : `Release ${release} is`;
  return `${start} open with ${count}; ${where}.${waits}`;
}
