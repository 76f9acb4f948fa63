import { fetchTip } from '../changes/fetch-tip.ts';
import { SlipwayError } from '../../errors.ts';
import { chooseVersion } from './choose-version.ts';
import { findReleasePullRequest } from '../pull-request/keep-pull-request.ts';
import type { ReleaseDocument, StagingDocument } from '../ledger/ledger-documents.ts';
import { releaseBranch, releasePath } from '../ledger/ledger-paths.ts';
import { type Decision, readComponent, type Snapshot, transact } from '../ledger/ledger.ts';
import { renderTagMessage } from '../notes/tag-message.ts';
import { notesOf } from '../pull-request/release-notes.ts';
import type { ReleaseReport } from '../release-report.ts';
import type { ReleaseServices, ReleaseSettings } from '../release-services.ts';
import { reportOf } from './stage-changes.ts';
import { findPreviousVersion } from '../changes/find-base.ts';
import { freezeRelease } from './freeze-release.ts';
import { formatTag } from '../versions/tag-format.ts';

/** A version that is ours, or why none can be claimed yet. */
export type Claim =
  | {
      readonly kind: 'claimed';
      readonly staging: StagingDocument;
      readonly tag: string;
      /** What is tagged, and built. */
      readonly commit: string;
      readonly changed: boolean;
    }
  | { readonly kind: 'closed' | 'nothing'; readonly staging: StagingDocument | undefined; readonly why: string };

/** Others take one version after the other under our eyes. */
const MAX_CLAIMS = 20;

/** Creates the annotated tag of the open release on the commit to be built. Who loses the race takes the next version. */
export async function claimVersion(services: ReleaseServices, settings: ReleaseSettings): Promise<ReleaseReport> {
  const released = await findReleased(services, settings);
  if (released !== undefined) return reportReleased(released);
  const claim = await claimRelease(services, settings, { onLost: 'takeNext' });
  if (claim.kind !== 'claimed') return reportUnclaimed(settings, claim);
  const { staging, tag, commit, changed } = claim;
  const said = changed ? 'Claimed' : 'Already claimed:';
  const summary = `${said} ${tag} on commit ${commit.slice(0, 8)} for ${staging.component} ${staging.version}.`;
  return {
    kind: 'succeeded',
    summary,
    changed,
    document: staging,
    tag,
    commit,
    notes: notesOf(services, settings, staging, staging.updatedAt),
  };
}

/** The release that was asked for by name, when a run has published it before: another one must not be claimed in its stead. */
async function findReleased(
  { ledger }: ReleaseServices,
  { component, releaseAs }: ReleaseSettings,
): Promise<ReleaseDocument | undefined> {
  if (releaseAs === undefined) return undefined;
  const { entry, readRelease } = await readComponent(ledger, component);
  return entry.releases.some(({ version }) => version === releaseAs) ? readRelease(releaseAs) : undefined;
}

function reportReleased(document: ReleaseDocument): ReleaseReport {
  const { component, version, tag, commit, run } = document;
  const summary = `${component} ${version} (${tag}) was released by run ${run}: nothing is left to claim.`;
  return { kind: 'skipped', summary, changed: false, document, tag, commit: commit ?? undefined, notes: undefined };
}

export function reportUnclaimed(settings: ReleaseSettings, claim: Exclude<Claim, { kind: 'claimed' }>): ReleaseReport {
  const { kind, staging, why } = claim;
  const summary = `${settings.component}: ${why}.`;
  return reportOf(settings, staging, { kind: kind === 'closed' ? 'blocked' : 'skipped', summary, changed: false });
}

/** Shared by claim and publish. A tag on the same commit is ours: a run that died is taken up again. */
export async function claimRelease(
  services: ReleaseServices,
  settings: ReleaseSettings,
  { onLost }: { readonly onLost: 'takeNext' | 'conflict' },
): Promise<Claim> {
  const frozen = await freezeMerged(services, settings);
  if (frozen.kind !== 'opened') return frozen;
  const find = frozen.staging.hotfix === undefined ? findBuild : findHotfixBuild;
  const build = await find(services, settings, frozen.staging);
  if ('why' in build) return { kind: 'closed', staging: frozen.staging, why: build.why };
  const { commit } = build;
  const { component } = settings;
  let { staging } = frozen;
  for (let claims = 0; claims < MAX_CLAIMS; claims += 1) {
    const tag = formatTag(settings.tagFormat, staging.version, component);
    const created = await createTag(services, settings, { staging, tag, commit });
    if (created.kind === 'created' || created.commit === commit) {
      return { kind: 'claimed', staging, tag, commit, changed: created.kind === 'created' };
    }
    if (onLost === 'conflict') throw tagConflict(tag, created.commit, commit);
    services.log.warn(`${tag} stands on commit ${created.commit.slice(0, 8)} already: the next version is taken.`);
    if (settings.dryRun) return { kind: 'claimed', staging, tag, commit, changed: true };
    staging = await takeNextVersion(services, settings, staging);
  }
  throw new Error(`${MAX_CLAIMS} versions of ${settings.component} were taken one after the other.`);
}

interface WantedTag {
  readonly staging: StagingDocument;
  readonly tag: string;
  readonly commit: string;
}

/** Looks first: a run that is repeated asks for no write. */
async function createTag(
  services: ReleaseServices,
  settings: ReleaseSettings,
  { staging, tag, commit }: WantedTag,
): Promise<Awaited<ReturnType<ReleaseServices['host']['createTag']>>> {
  const { host, log } = services;
  const there = (await host.listTags(tag)).find(({ name }) => name === tag);
  if (there !== undefined) return { kind: 'exists', commit: there.commit };
  if (settings.dryRun) {
    log.info(`Dry run: ${tag} would be created on commit ${commit.slice(0, 8)}.`);
    return { kind: 'created' };
  }
  const { component, version } = staging;
  const pointer = { version, sha: commit, component, ledgerPath: releasePath(component, version) };
  const message = renderTagMessage(pointer, notesOf(services, settings, staging, staging.updatedAt));
  return host.createTag({ name: tag, commit, message });
}

type Merged =
  { readonly kind: 'opened'; readonly staging: StagingDocument } | Exclude<Claim, { readonly kind: 'claimed' }>;

/** The open release; or the collecting one, opened on the spot, when the target branch has all of it already. */
async function freezeMerged(services: ReleaseServices, settings: ReleaseSettings): Promise<Merged> {
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
  const { component, version, commit } = staging;
  const branch = releaseBranch(component, version);
  const pullRequest = await findReleasePullRequest(services, settings, { staging, branch });
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

/** The version is gone: the release takes the next one, in the ledger before in the tag. */
function takeNextVersion(
  services: ReleaseServices,
  settings: ReleaseSettings,
  lost: StagingDocument,
): Promise<StagingDocument> {
  return transact(services, settings, async (snapshot: Snapshot): Promise<Decision<StagingDocument>> => {
    const { staging, entry, component } = snapshot;
    if (staging?.version !== lost.version) return { kind: 'keep', value: staging ?? lost };
    const plan = await chooseVersion(
      services,
      { ...settings, releaseAs: undefined },
      {
        previous: findPreviousVersion(entry) ?? staging.previousVersion,
        bumps: staging.changes,
        released: [...entry.releases.map(({ version }) => version), lost.version],
      },
    );
    const version = plan.kind === 'version' ? plan.version : lost.version;
    const document: StagingDocument = { ...staging, version, updatedAt: services.now() };
    const message = `Take ${component} ${version}, for ${lost.version} was claimed by others`;
    return { kind: 'write', transition: { component, message, staging: document, releases: [] }, value: document };
  });
}

const tagConflict = (tag: string, taken: string, commit: string): SlipwayError =>
  new SlipwayError(
    `${tag} stands on commit ${taken.slice(0, 8)} and not on ${commit.slice(0, 8)}, which is released.`,
    {
      kind: 'conflict',
      code: 'RELEASE_TAG_CONFLICT',
      hint: 'Run "claim" before the build. If somebody set the tag by hand and nothing uses it, delete it.',
    },
  );
