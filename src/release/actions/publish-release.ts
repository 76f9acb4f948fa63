import { chooseVersion } from './choose-version.ts';
import { claimRelease, reportUnclaimed } from './claim-version.ts';
import { findPreviousVersion } from '../changes/find-base.ts';
import type { Deployment, ReleaseDocument, StagingDocument } from '../ledger/ledger-documents.ts';
import { indexAfter } from '../ledger/ledger-transition.ts';
import { type Decision, readComponent, type Snapshot, transact } from '../ledger/ledger.ts';
import { notesOf } from '../pull-request/release-notes.ts';
import { planStaging } from './plan-staging.ts';
import type { ReleaseReport } from '../release-report.ts';
import type { ReleaseServices, ReleaseSettings } from '../release-services.ts';
import { collecting } from './staging-view.ts';
import { ticketKeys } from '../changes/ticket-keys.ts';
import { channelOf, isPrerelease } from '../versions/semantic-version.ts';

export interface Publishing {
  /** Where it was deployed last; undefined: not told. */
  readonly environment: string | undefined;
}

/** Archives the claimed release and starts the next. A second run of the same release finds it archived and writes nothing. */
export async function publishRelease(
  services: ReleaseServices,
  settings: ReleaseSettings,
  { environment }: Publishing,
): Promise<ReleaseReport> {
  const published = await findPublished(services, settings);
  if (published !== undefined) return reportPublished(published, false);
  const claim = await claimRelease(services, settings, 'publish');
  if (claim.kind !== 'claimed') return reportUnclaimed(settings, claim);
  const { tag, commit } = claim;
  const { version } = claim.staging;
  return transact(services, settings, async (snapshot): Promise<Decision<ReleaseReport>> => {
    const { staging, entry } = snapshot;
    if (entry.releases.some((one) => one.version === version)) {
      return { kind: 'keep', value: reportPublished(await snapshot.readRelease(version), false) };
    }
    // Dry run has pinned nothing: what would be pinned is what is claimed.
    const opened = settings.dryRun ? claim.staging : staging;
    if (opened?.version !== version) return { kind: 'keep', value: gone(settings, opened, version) };
    const release = archive(services, settings, opened, { tag, commit, environment });
    const next = await planNext(services, settings, snapshot, { opened, release });
    return {
      kind: 'write',
      transition: {
        component: settings.component,
        message: `Release ${settings.component} ${version}`,
        staging: next,
        releases: [release],
      },
      value: reportPublished(release, true),
    };
  });
}

/** The release that this run has archived before, of the same channel, or that was asked for by its version. */
async function findPublished(
  { ledger, run }: ReleaseServices,
  { component, releaseAs, prerelease }: ReleaseSettings,
): Promise<ReleaseDocument | undefined> {
  const { entry, readRelease } = await readComponent(ledger, component);
  const found = entry.releases.find(({ version, run: of }) =>
    releaseAs === undefined ? of === run.id && channelOf(version) === prerelease : version === releaseAs,
  );
  return found && readRelease(found.version);
}

function reportPublished(release: ReleaseDocument, changed: boolean): ReleaseReport {
  const { component, version, tag, commit, notes, changes } = release;
  const count = ticketKeys(changes).length;
  const tickets = count === 1 ? 'one ticket' : `${count} tickets`;
  const summary = changed
    ? `Released ${component} ${version} (${tag}) with ${tickets}.`
    : `${component} ${version} (${tag}) is released already: the ledger stays as it is.`;
  return { kind: 'succeeded', summary, changed, document: release, tag, commit: commit ?? undefined, notes };
}

const gone = (
  { component }: ReleaseSettings,
  staging: StagingDocument | undefined,
  version: string,
): ReleaseReport => ({
  kind: 'blocked',
  summary: `Release ${version} of ${component} is no longer the open one: ${staging === undefined ? 'nothing' : staging.version} is. Nothing was archived.`,
  changed: false,
  document: staging,
  tag: undefined,
  commit: undefined,
  notes: undefined,
});

interface Built {
  readonly tag: string;
  readonly commit: string;
  readonly environment: string | undefined;
}

function archive(
  services: ReleaseServices,
  settings: ReleaseSettings,
  opened: StagingDocument,
  { tag, commit, environment }: Built,
): ReleaseDocument {
  const { schema, component, version, previousVersion, startedAt, changes } = opened;
  const { releasePullRequest, hotfix, openedAs } = opened;
  const { run } = services;
  const at = services.now();
  const deployments: readonly Deployment[] =
    environment === undefined ? [] : [{ environment, run: run.id, at, result: 'succeeded' }];
  return {
    schema,
    component,
    version,
    previousVersion,
    startedAt,
    updatedAt: at,
    changes,
    ...(releasePullRequest === undefined ? {} : { releasePullRequest }),
    ...(hotfix === undefined ? {} : { hotfix }),
    ...(openedAs === undefined ? {} : { openedAs }),
    state: 'released',
    commit,
    sourceCommit: hotfix === undefined ? opened.commit : hotfix.mainline,
    tag,
    releasedAt: at,
    run: run.id,
    notes: notesOf(services, settings, opened, at),
    deployments,
  };
}

/** What collects from now on: what waited; after a pre-release also what it held, which is not released for everybody. */
async function planNext(
  services: ReleaseServices,
  settings: ReleaseSettings,
  snapshot: Snapshot,
  { opened, release }: { readonly opened: StagingDocument; readonly release: ReleaseDocument },
): Promise<StagingDocument> {
  const { component } = settings;
  const index = indexAfter({ component, message: '', staging: opened, releases: [release] }, snapshot.index);
  const entry = index.components.find((one) => one.component === component) ?? snapshot.entry;
  const previous = findPreviousVersion(entry, opened.previousVersion);
  const waiting = collecting({ ...opened, state: 'opened' });
  const changes = isPrerelease(release.version) ? [...opened.changes, ...waiting] : waiting;
  const plan = await chooseVersion(
    services,
    { ...settings, releaseAs: undefined, prerelease: undefined },
    { previous, bumps: changes, released: entry.releases.map(({ version }) => version) },
  );
  const frozen = opened.hotfix === undefined ? opened.commit : opened.hotfix.mainline;
  const commit = waiting.findLast((change) => change.commit !== null)?.commit ?? frozen;
  const before = isPrerelease(release.version) ? opened : undefined;
  return planStaging(before, { component, previousVersion: previous, changes, commit, plan, at: services.now() });
}
