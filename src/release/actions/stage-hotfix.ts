import { SlipwayError } from '../../errors.ts';
import { chooseHotfixVersion } from './choose-hotfix-version.ts';
import { isOpenRelease, stepAside, underWay } from './step-aside.ts';
import { applyPicks, choosePicks, findMissing, type HotfixBranch } from './apply-picks.ts';
import { findPreviousVersion } from '../changes/find-base.ts';
import { isClaimed } from './is-claimed.ts';
import { LEDGER_SCHEMA, type LedgerChange, type StagingDocument } from '../ledger/ledger-documents.ts';
import { releaseBranch } from '../ledger/ledger-paths.ts';
import { type Decision, readComponent, type Snapshot, transact } from '../ledger/ledger.ts';
import { planChanges } from '../changes/plan-changes.ts';
import { differs } from './plan-staging.ts';
import { describeChanges, type ReleaseReport } from '../release-report.ts';
import type { ReleaseServices, ReleaseSettings } from '../release-services.ts';
import { reportOf, withTickets } from './stage-changes.ts';
import { isPrerelease } from '../versions/semantic-version.ts';
import { parseTag, tagPrefix } from '../versions/tag-format.ts';

export interface HotfixSettings {
  /** The tag of the release to be mended. */
  readonly from: string;
  /** Full ids of commits, in the order in which they are picked; none: people push to the branch. */
  readonly cherryPick: readonly string[];
}

/**
 * Stages a release from an old tag: a branch from it with the picked commits and what people push there. What was staged of
 * the source branch waits under `next`; an open release that nobody has claimed steps back and is opened again later, and so
 * does an open hotfix that gets more.
 */
export async function stageHotfix(
  services: ReleaseServices,
  settings: ReleaseSettings,
  hotfix: HotfixSettings,
): Promise<ReleaseReport> {
  const start = await findStart(services, settings, hotfix.from);
  const snapshot = await readComponent(services.ledger, settings.component);
  await checkFree(services, settings, snapshot, hotfix);
  const { staging } = snapshot;
  const picks = await choosePicks(services, { from: hotfix.from, start, asked: hotfix.cherryPick });
  if (hotfix.cherryPick.length > picks.length && picks.length === 0 && staging?.hotfix === undefined) {
    return reportNeedless(settings, staging, hotfix.from);
  }
  if (isOpenHotfix(staging) && (await isClaimed(services, settings, staging))) {
    await checkPicked(services, staging, { start, picks });
    return reportOpen(settings, staging);
  }
  const version = await findVersion(services, settings, { snapshot, from: hotfix.from });
  const known = staging?.hotfix?.branch;
  const name = known ?? releaseBranch(settings.component, version);
  const branch = await applyPicks(services, settings, { name, isKnown: known !== undefined, start, picks });
  return transact(services, settings, async (latest) => {
    await checkFree(services, settings, latest, hotfix);
    const decision = await decideHotfix(services, settings, latest, { ...hotfix, version, branch });
    // Before the ledger forgets which one it is; asked again when the ledger has moved, it is the one that is replaced.
    if (decision.kind === 'write') await stepAside(services, settings, latest.staging, hotfix.from);
    return decision;
  });
}

async function findStart({ host }: ReleaseServices, settings: ReleaseSettings, from: string): Promise<string> {
  const { component, tagFormat } = settings;
  const tags = await host.listTags(from);
  const tag = tags.find(({ name }) => name === from);
  if (tag !== undefined && parseTag(tagFormat, component, from) !== undefined) return tag.commit;
  const known = (await host.listTags(tagPrefix(tagFormat, component))).slice(-10).map(({ name }) => name);
  throw new SlipwayError(`There is no tag ${from} of ${component}.`, {
    kind: 'input',
    code: 'RELEASE_TAG_UNKNOWN',
    hint: known.length === 0 ? 'Nothing is tagged yet.' : `Tags are: ${known.join(', ')}.`,
  });
}

/** One release is on its way at a time: a claimed one cannot step back. */
async function checkFree(
  services: ReleaseServices,
  settings: ReleaseSettings,
  { staging }: Snapshot,
  { from }: HotfixSettings,
): Promise<void> {
  if (staging === undefined || (staging.hotfix === undefined && staging.state === 'staging')) return;
  if (staging.hotfix?.from === from) return;
  if (staging.hotfix === undefined && !(await isClaimed(services, settings, staging))) return;
  const what = staging.hotfix === undefined ? 'is claimed and being built' : `is a hotfix of ${staging.hotfix.from}`;
  throw underWay(staging, `${what}: a hotfix of ${from} has to wait`);
}

const isOpenHotfix = (staging: StagingDocument | undefined): staging is StagingDocument =>
  staging?.state === 'opened' && staging.hotfix !== undefined;

/** Refuses picks that a claimed hotfix has not got, before anything is pushed. */
async function checkPicked(
  services: ReleaseServices,
  staging: StagingDocument,
  { start, picks }: { readonly start: string; readonly picks: readonly string[] },
): Promise<void> {
  const tip = staging.commit ?? start;
  await services.history.fetchHistory([start, tip, ...picks]);
  const [missing] = await findMissing(services, { start, tip, picks });
  if (missing !== undefined) throw underWay(staging, `is claimed and being built without ${missing.slice(0, 8)}`);
}

/** An empty hotfix would hold up everything behind it. */
function reportNeedless(settings: ReleaseSettings, staging: StagingDocument | undefined, from: string): ReleaseReport {
  const summary = `All that is to be picked is in ${from} already: no hotfix of ${settings.component} is needed.`;
  return reportOf(settings, staging, { kind: 'skipped', summary, changed: false });
}

function reportOpen(settings: ReleaseSettings, staging: StagingDocument): ReleaseReport {
  const { component, version } = staging;
  const summary = `The hotfix ${version} of ${component} is open already.`;
  return reportOf(settings, staging, { kind: 'succeeded', summary, changed: false });
}

async function findVersion(
  services: ReleaseServices,
  settings: ReleaseSettings,
  { snapshot, from }: { readonly snapshot: Snapshot; readonly from: string },
): Promise<string> {
  const { staging, entry } = snapshot;
  if (staging?.hotfix?.from === from) return staging.version;
  const released = entry.releases.map(({ version }) => version);
  // An open release keeps its number, for its branch is there.
  const taken = isOpenRelease(staging) ? [...released, staging.version] : released;
  return chooseHotfixVersion(services, settings, { from, released: taken });
}

interface Staged extends HotfixSettings {
  readonly version: string;
  readonly branch: HotfixBranch;
}

async function decideHotfix(
  services: ReleaseServices,
  settings: ReleaseSettings,
  snapshot: Snapshot,
  hotfix: Staged,
): Promise<Decision<ReleaseReport>> {
  const { component, tagFormat } = settings;
  const { staging } = snapshot;
  const { from, version, branch } = hotfix;
  const at = services.now();
  const { changes: fresh, facts } = await withTickets(services, branch.changes);
  const changes = planChanges({ before: [], fresh, facts, texts: new Map(), strategy: 'patch', at });
  const document: StagingDocument = {
    schema: LEDGER_SCHEMA,
    component,
    version,
    previousVersion: parseTag(tagFormat, component, from) ?? findPreviousVersion(snapshot.entry),
    state: 'staging',
    startedAt: staging?.hotfix === undefined ? at : staging.startedAt,
    updatedAt: at,
    commit: branch.tip,
    changes,
    hotfix: { from, branch: branch.name, mainline: await findMainline(snapshot), ...asideOf(staging) },
    ready: changes.length > 0,
    notReady: changes.length > 0 ? [] : [`Push the fix to ${branch.name} and run "hotfix" again.`],
    ...nextOf(staging),
  };
  if (isOpenHotfix(staging)) {
    if (isSame(staging.changes, changes)) return { kind: 'keep', value: reportOpen(settings, staging) };
    if (await isClaimed(services, settings, staging)) throw underWay(staging, 'was claimed meanwhile');
  }
  if (!differs(staging, document)) {
    const summary = `The hotfix ${version} of ${component} is staged already.`;
    return {
      kind: 'keep',
      value: reportOf(settings, staging, { kind: 'succeeded', summary, changed: branch.changed }),
    };
  }
  for (const line of describeChanges(changes)) services.log.info(line);
  const summary = `Staged hotfix ${component} ${version} from ${from} on branch ${branch.name} with ${changes.length} changes.`;
  return {
    kind: 'write',
    transition: {
      component,
      message: `Stage hotfix ${component} ${version} from ${from}`,
      staging: document,
      releases: [],
    },
    value: reportOf(settings, document, { kind: changes.length > 0 ? 'succeeded' : 'warned', summary, changed: true }),
  };
}

const isSame = (a: readonly LedgerChange[], b: readonly LedgerChange[]): boolean =>
  a.map(({ commit }) => commit).join() === b.map(({ commit }) => commit).join();

/** What collects meanwhile: everything of the source branch that is not released. */
function nextOf(staging: StagingDocument | undefined): Pick<StagingDocument, 'next'> {
  const own = staging === undefined || staging.hotfix !== undefined ? [] : staging.changes;
  const changes = [...own, ...(staging?.next?.changes ?? [])];
  return changes.length === 0 ? {} : { next: { changes } };
}

function asideOf(staging: StagingDocument | undefined): Pick<NonNullable<StagingDocument['hotfix']>, 'aside'> {
  const kept = staging?.hotfix?.aside;
  if (kept !== undefined) return { aside: kept };
  if (!isOpenRelease(staging) || staging.releasePullRequest === undefined) return {};
  return { aside: { version: staging.version, pullRequest: staging.releasePullRequest.id } };
}

/** Up to where the source branch is released, or staged with nothing in it. */
async function findMainline({ staging, entry, readRelease }: Snapshot): Promise<string | null> {
  if (staging?.hotfix !== undefined) return staging.hotfix.mainline;
  if (staging?.changes.length === 0) return staging.commit;
  const newest = entry.releases.find(({ version }) => !isPrerelease(version));
  return newest === undefined ? null : (await readRelease(newest.version)).sourceCommit;
}
