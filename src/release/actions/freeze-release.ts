import { fetchTip } from '../changes/fetch-tip.ts';
import { SlipwayError } from '../../errors.ts';
import { chooseVersion } from './choose-version.ts';
import { findBase, findPreviousVersion } from '../changes/find-base.ts';
import { mainlineOf, findOwnSteps } from '../changes/find-changes.ts';
import { isClaimed } from './is-claimed.ts';
import type { LedgerChange, StagingDocument } from '../ledger/ledger-documents.ts';
import { type Decision, type Snapshot, transact } from '../ledger/ledger.ts';
import { refreshTickets } from '../changes/refresh-tickets.ts';
import type { ReleaseServices, ReleaseSettings } from '../release-services.ts';
import { knownReleases } from '../changes/known-releases.ts';
import { ticketKeys } from '../changes/ticket-keys.ts';
import { isPrerelease } from '../versions/semantic-version.ts';

/** A release that is on its way out, or why there is none. */
export type Frozen =
  | { readonly kind: 'opened'; readonly staging: StagingDocument; readonly isNew: boolean }
  | { readonly kind: 'nothing'; readonly staging: StagingDocument | undefined; readonly why: string };

const PREPARING = 'The release is being prepared.';

/**
 * Pins the staging release to its commit and version, so that what is staged from now on waits. One that is pinned already
 * stays as it is, unless its pull request was abandoned: then it takes in what waited and is pinned anew.
 */
export function freezeRelease(services: ReleaseServices, settings: ReleaseSettings): Promise<Frozen> {
  return transact(services, settings, async (snapshot): Promise<Decision<Frozen>> => {
    const { staging } = snapshot;
    if (staging === undefined) return { kind: 'keep', value: nothing(staging, 'nothing is staged yet') };
    const withdrawn = await withdraw(services, settings, staging);
    if (staging.state === 'opened' && withdrawn === undefined) {
      checkVersion(settings, staging);
      return { kind: 'keep', value: { kind: 'opened', staging, isNew: false } };
    }
    return pin(services, settings, snapshot, withdrawn ?? staging);
  });
}

const nothing = (staging: StagingDocument | undefined, why: string): Frozen => ({ kind: 'nothing', staging, why });

async function pin(
  services: ReleaseServices,
  settings: ReleaseSettings,
  snapshot: Snapshot,
  staging: StagingDocument,
): Promise<Decision<Frozen>> {
  const { component } = settings;
  const decided = await decideVersion(services, settings, snapshot, staging);
  if (typeof decided !== 'string') return { kind: 'keep', value: nothing(staging, decided.why) };
  const at = services.now();
  const commit = staging.hotfix === undefined ? await findPin(services, settings, snapshot, staging) : staging.commit;
  const pinned: StagingDocument = {
    ...staging,
    version: decided,
    state: 'opened',
    updatedAt: at,
    commit,
    changes: await readTickets(services, staging.changes, at),
    ready: false,
    notReady: [PREPARING],
  };
  const message = `Open release ${component} ${decided}`;
  return {
    kind: 'write',
    transition: { component, message, staging: pinned, releases: [] },
    value: { kind: 'opened', staging: pinned, isNew: true },
  };
}

/** The version, or why none is due. A hotfix has its own already. */
async function decideVersion(
  services: ReleaseServices,
  settings: ReleaseSettings,
  snapshot: Snapshot,
  staging: StagingDocument,
): Promise<string | { readonly why: string }> {
  const { entry } = snapshot;
  const { changes, hotfix, previousVersion } = staging;
  if (changes.length === 0 && settings.releaseAs === undefined) return { why: 'nothing is staged' };
  if (hotfix !== undefined) return staging.version;
  const promoted = settings.prerelease === undefined ? undefined : await findSame(snapshot, staging);
  if (promoted !== undefined) return { why: `nothing is new since ${promoted}` };
  const plan = await chooseVersion(services, settings, {
    previous: findPreviousVersion(entry, previousVersion),
    bumps: changes,
    released: entry.releases.map(({ version }) => version),
  });
  return plan.kind === 'version' ? plan.version : { why: plan.because };
}

/** The pre-release that was made of this very commit. */
async function findSame({ entry, readRelease }: Snapshot, { commit }: StagingDocument): Promise<string | undefined> {
  const newest = entry.releases.find(({ version }) => isPrerelease(version));
  const release = newest && (await readRelease(newest.version));
  return release?.sourceCommit === commit ? release.version : undefined;
}

/** The staged commit, or a later one when nothing but our own releases came since: their notes are then in it. */
async function findPin(
  services: ReleaseServices,
  settings: ReleaseSettings,
  snapshot: Snapshot,
  { commit }: StagingDocument,
): Promise<string> {
  const { history } = services;
  const tip = await fetchTip(history, settings.sourceBranch);
  const start = commit ?? (await findBase(services, settings, snapshot, services.run.commit)).commit ?? tip;
  if (start === undefined) throw noBranch(settings.sourceBranch);
  if (tip === undefined || !(await history.isAncestor(start, tip))) return start;
  const commits = await history.listCommits(start, tip);
  const own = await findOwnSteps(services, settings, { commits, tip, known: await knownReleases(snapshot) });
  let pin = start;
  for (const id of mainlineOf(commits, tip).toReversed()) {
    if (!own.has(id)) break;
    pin = id;
  }
  return pin;
}

export const noBranch = (name: string): SlipwayError =>
  new SlipwayError(`There is no branch ${name}.`, {
    kind: 'input',
    code: 'RELEASE_BRANCH_UNKNOWN',
    hint: 'Name the branches as they are: "sourceBranch" is where changes are merged, "targetBranch" where releases go.',
  });

/** As their trackers show them now. */
export async function readTickets(
  { tickets }: Pick<ReleaseServices, 'tickets'>,
  changes: readonly LedgerChange[],
  at: string,
): Promise<readonly LedgerChange[]> {
  const keys = ticketKeys(changes);
  return keys.length === 0 ? changes : refreshTickets(changes, await tickets.readTickets(keys), at);
}

/** The release back as it collects, when its pull request was abandoned and nobody has claimed its version. */
async function withdraw(
  services: ReleaseServices,
  settings: ReleaseSettings,
  staging: StagingDocument,
): Promise<StagingDocument | undefined> {
  const { releasePullRequest, hotfix, openedAs: _, next, ...rest } = staging;
  if (staging.state !== 'opened' || releasePullRequest === undefined || hotfix !== undefined) return undefined;
  const { status } = await services.host.openPullRequest(releasePullRequest.id).readState();
  if (status !== 'abandoned' || (await isClaimed(services, settings, staging))) return undefined;
  const changes = [...staging.changes, ...(next?.changes ?? [])];
  const commit = changes.findLast((change) => change.commit !== null)?.commit ?? staging.commit;
  return { ...rest, state: 'staging', changes, commit };
}

function checkVersion({ releaseAs }: ReleaseSettings, { component, version }: StagingDocument): void {
  if (releaseAs === undefined || releaseAs === version) return;
  throw new SlipwayError(`Release ${version} of ${component} is open: it cannot become ${releaseAs}.`, {
    kind: 'conflict',
    code: 'RELEASE_ALREADY_OPEN',
    hint: 'Publish it first, or abandon its pull request and run "open" again.',
  });
}
