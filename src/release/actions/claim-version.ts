import { SlipwayError } from '../../errors.ts';
import { chooseHotfixVersion } from './choose-hotfix-version.ts';
import { chooseVersion } from './choose-version.ts';
import type { IndexedComponent, ReleaseDocument, StagingDocument } from '../ledger/ledger-documents.ts';
import { releasePath } from '../ledger/ledger-paths.ts';
import { type Decision, readComponent, type Snapshot, transact } from '../ledger/ledger.ts';
import { renderTagMessage } from '../notes/tag-message.ts';
import { notesOf } from '../pull-request/release-notes.ts';
import type { ReleaseReport } from '../release-report.ts';
import type { ReleaseServices, ReleaseSettings } from '../release-services.ts';
import { reportOf } from './stage-changes.ts';
import { findPreviousVersion } from '../changes/find-base.ts';
import { type ClaimingAction, isOfRun, prepareClaim, unclaimed, type Unclaimed } from './prepare-claim.ts';
import { tellRenamed } from '../pull-request/tell-renamed.ts';
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
  | Unclaimed;

/** Others take one version after the other under our eyes. */
const MAX_CLAIMS = 20;

/** Creates the annotated tag of the open release on the commit to be built. Who loses the race takes the next version. */
export async function claimVersion(services: ReleaseServices, settings: ReleaseSettings): Promise<ReleaseReport> {
  const released = await findReleased(services, settings);
  if (released !== undefined) return reportReleased(released);
  const claim = await claimRelease(services, settings, 'claim');
  if (claim.kind !== 'claimed') return reportUnclaimed(settings, claim);
  const { staging, tag, commit, changed } = claim;
  const told = await tellRenamed(services, settings, staging);
  const said = changed ? 'Claimed' : 'Already claimed:';
  const summary = `${said} ${tag} on commit ${commit.slice(0, 8)} for ${staging.component} ${staging.version}.`;
  return {
    kind: 'succeeded',
    summary,
    changed: changed || told,
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

export function reportUnclaimed(settings: ReleaseSettings, claim: Unclaimed): ReleaseReport {
  const { kind, staging, why } = claim;
  const summary = `${settings.component}: ${why}.`;
  return reportOf(settings, staging, { kind: kind === 'closed' ? 'blocked' : 'skipped', summary, changed: false });
}

/**
 * Shared by claim and publish. A tag on the same commit is ours: a run that died is taken up again. `publish` takes what is
 * claimed; without a claim only what its own run was started for, and so has built.
 */
export async function claimRelease(
  services: ReleaseServices,
  settings: ReleaseSettings,
  action: ClaimingAction,
): Promise<Claim> {
  const prepared = await prepareClaim(services, settings, action);
  if (prepared.kind !== 'prepared') return prepared;
  const { commit } = prepared;
  const { component } = settings;
  let { staging } = prepared;
  for (let claims = 0; claims < MAX_CLAIMS; claims += 1) {
    const tag = formatTag(settings.tagFormat, staging.version, component);
    if (action === 'publish' && !(await mayPublish(services, { tag, commit }))) return unclaimed(staging, commit);
    const created = await createTag(services, settings, { staging, tag, commit });
    if (created.kind === 'created' || created.commit === commit) {
      return { kind: 'claimed', staging, tag, commit, changed: created.kind === 'created' };
    }
    if (action === 'publish') throw tagConflict(tag, created.commit, commit);
    services.log.warn(`${tag} stands on commit ${created.commit.slice(0, 8)} already: the next version is taken.`);
    const next = await takeNextVersion(services, settings, staging);
    if (next === undefined) {
      return { kind: 'closed', staging: undefined, why: `release ${staging.version} is no longer the open one` };
    }
    staging = next;
  }
  throw new SlipwayError(`${MAX_CLAIMS} versions of ${component} were taken one after the other.`, {
    kind: 'conflict',
    code: 'RELEASE_VERSIONS_BUSY',
    hint: 'Find out who else sets tags in this format, then run "claim" again.',
  });
}

/** What is tagged is claimed, whoever did it; what the run holds was built by it. */
async function mayPublish(
  services: ReleaseServices,
  { tag, commit }: { readonly tag: string; readonly commit: string },
): Promise<boolean> {
  const there = (await services.host.listTags(tag)).some(({ name }) => name === tag);
  return there || isOfRun(services, commit);
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

/**
 * The version is gone: the release takes the next one, in the ledger before in the tag. Undefined when another run has
 * shipped it meanwhile: what is staged now is not what we were to tag.
 */
function takeNextVersion(
  services: ReleaseServices,
  settings: ReleaseSettings,
  lost: StagingDocument,
): Promise<StagingDocument | undefined> {
  return transact(services, settings, async (snapshot: Snapshot): Promise<Decision<StagingDocument | undefined>> => {
    const { component } = snapshot;
    // Dry run has pinned nothing: what would be pinned is what is claimed.
    const staging = settings.dryRun ? lost : snapshot.staging;
    if (staging === undefined || !isSame(staging, lost)) return { kind: 'keep', value: undefined };
    if (staging.version !== lost.version) return { kind: 'keep', value: staging };
    const version = await chooseNextVersion(services, settings, snapshot.entry, staging);
    const document: StagingDocument = { ...staging, ...renamed(staging, version), updatedAt: services.now() };
    const message = `Take ${component} ${version}, for ${lost.version} was claimed by others`;
    return { kind: 'write', transition: { component, message, staging: document, releases: [] }, value: document };
  });
}

/** Whatever version it has by now. */
const isSame = (one: StagingDocument, other: StagingDocument): boolean =>
  one.state === 'opened' && one.startedAt === other.startedAt && one.commit === other.commit;

/** Branch, pull request and changelog were made for the lost version, and keep its name. */
function renamed(
  { version: lost, openedAs = lost, releasePullRequest, hotfix }: StagingDocument,
  version: string,
): Pick<StagingDocument, 'version' | 'openedAs'> {
  return releasePullRequest === undefined && hotfix === undefined ? { version } : { version, openedAs };
}

async function chooseNextVersion(
  services: ReleaseServices,
  settings: ReleaseSettings,
  entry: IndexedComponent,
  { version: lost, changes, hotfix, previousVersion }: StagingDocument,
): Promise<string> {
  const released = [...entry.releases.map(({ version }) => version), lost];
  if (hotfix !== undefined) return chooseHotfixVersion(services, settings, { from: hotfix.from, released });
  const previous = findPreviousVersion(entry, previousVersion);
  const asked = { ...settings, releaseAs: undefined };
  const plan = await chooseVersion(services, asked, { previous, bumps: changes, released });
  return plan.kind === 'version' ? plan.version : lost;
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
