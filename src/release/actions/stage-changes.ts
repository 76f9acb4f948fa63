import type { CommitText } from '../changes/change.ts';
import { findChangeKeys } from '../changes/change-keys.ts';
import { chooseVersion } from './choose-version.ts';
import { findBase, type Base } from '../changes/find-base.ts';
import { findChanges } from '../changes/find-changes.ts';
import type { TicketedChange } from '../changes/ledger-change.ts';
import type { LedgerChange, StagingDocument } from '../ledger/ledger-documents.ts';
import { type Decision, type Snapshot, transact } from '../ledger/ledger.ts';
import { knownReleases } from '../changes/known-releases.ts';
import { planChanges } from '../changes/plan-changes.ts';
import { differs, planStaging } from './plan-staging.ts';
import type { TicketFacts } from '../ports.ts';
import { describeChanges, type ReleaseReport } from '../release-report.ts';
import type { ReleaseServices, ReleaseSettings } from '../release-services.ts';
import { collecting, findPointer, isClosed, withCollected } from './staging-view.ts';
import { formatTag } from '../versions/tag-format.ts';

/**
 * Adds what was merged into the source branch, up to the run's commit, to the staging release; while a release is on its
 * way out it waits under `next`. A run for an old commit, a release's own commits and a second run add nothing.
 */
export function stageChanges(services: ReleaseServices, settings: ReleaseSettings): Promise<ReleaseReport> {
  return transact(services, settings, (snapshot) => decideStage(services, settings, snapshot));
}

async function decideStage(
  services: ReleaseServices,
  settings: ReleaseSettings,
  snapshot: Snapshot,
): Promise<Decision<ReleaseReport>> {
  const { history, run } = services;
  await history.fetchHistory([run.commit]);
  const base = await findBase(services, settings, snapshot, run.commit);
  const from = findPointer(snapshot.staging, base.latest) ?? base.commit;
  const found = await findChanges(services, settings, { from, to: run.commit, known: await knownReleases(snapshot) });
  if (found.kind === 'superseded') return keep(settings, snapshot, superseded(settings, run.commit));
  // The source branch may have been moved to the very commit of a hotfix.
  const known = [...allChanges(snapshot.staging), ...(base.latest?.changes ?? [])];
  const seen = new Set(known.map(({ commit }) => commit));
  const fresh = found.changes.filter(({ commit }) => !seen.has(commit.id));
  const staging = await planDocument(services, settings, {
    snapshot,
    base,
    from,
    fresh: await withTickets(services, fresh),
  });
  if (!differs(snapshot.staging, staging) || (fresh.length === 0 && snapshot.staging === undefined)) {
    return keep(settings, snapshot, nothingNew(settings, run.commit));
  }
  const added = collecting(staging).slice(collecting(staging).length - fresh.length);
  for (const line of describeChanges(added)) services.log.info(line);
  const summary = describeStaged(settings, staging, fresh.length);
  return {
    kind: 'write',
    transition: { component: settings.component, message: messageOf(staging, fresh), staging, releases: [] },
    value: reportOf(settings, staging, { kind: 'succeeded', summary, changed: true }),
  };
}

interface Arrived {
  readonly snapshot: Snapshot;
  readonly base: Base;
  readonly from: string | undefined;
  readonly fresh: { readonly changes: readonly TicketedChange[]; readonly facts: ReadonlyMap<string, TicketFacts> };
}

async function planDocument(
  services: ReleaseServices,
  settings: ReleaseSettings,
  { snapshot, base, from, fresh }: Arrived,
): Promise<StagingDocument> {
  const at = services.now();
  const { staging } = snapshot;
  const texts = await readTexts(services, settings, { base, from, before: collecting(staging) });
  const strategy = settings.versioning;
  const changes = planChanges({
    before: collecting(staging),
    fresh: fresh.changes,
    facts: fresh.facts,
    texts,
    strategy,
    at,
  });
  const commit = fresh.changes.at(-1)?.source.commit.id ?? staging?.commit ?? from ?? services.run.commit;
  if (staging !== undefined && isClosed(staging)) {
    return fresh.changes.length === 0 ? staging : withCollected(staging, { changes, commit, at });
  }
  const plan = await chooseVersion(services, settings, {
    previous: base.previousVersion,
    bumps: changes,
    released: snapshot.entry.releases.map(({ version }) => version),
  });
  const { component } = settings;
  return planStaging(staging, { component, previousVersion: base.previousVersion, changes, commit, plan, at });
}

/** Reverts name commits and subjects: only Conventional Commits need the old messages. */
async function readTexts(
  { history }: ReleaseServices,
  { versioning }: ReleaseSettings,
  {
    base,
    from,
    before,
  }: { readonly base: Base; readonly from: string | undefined; readonly before: readonly LedgerChange[] },
): Promise<ReadonlyMap<string, CommitText>> {
  if (versioning !== 'conventional' || before.length === 0 || from === undefined) return new Map();
  return new Map((await history.listCommits(base.commit, from)).map((commit) => [commit.id, commit]));
}

/** The tickets of changes, as their trackers show them now. */
export async function withTickets(
  { tickets }: Pick<ReleaseServices, 'tickets'>,
  changes: readonly TicketedChange['source'][],
): Promise<Arrived['fresh']> {
  const projects = changes.length === 0 ? undefined : await tickets.listProjects();
  const known = projects === undefined ? undefined : new Set(projects);
  const ticketed = changes.map((source) => ({ source, keys: findChangeKeys(source, known).map(({ key }) => key) }));
  const keys = [...new Set(ticketed.flatMap((one) => one.keys))];
  return { changes: ticketed, facts: keys.length === 0 ? new Map() : await tickets.readTickets(keys) };
}

const allChanges = (staging: StagingDocument | undefined): readonly LedgerChange[] =>
  staging === undefined ? [] : [...staging.changes, ...(staging.next?.changes ?? [])];

function keep(settings: ReleaseSettings, { staging }: Snapshot, summary: string): Decision<ReleaseReport> {
  return { kind: 'keep', value: reportOf(settings, staging, { kind: 'succeeded', summary, changed: false }) };
}

/** A report on what collects or is on its way out. */
export function reportOf(
  { component, tagFormat }: Pick<ReleaseSettings, 'component' | 'tagFormat'>,
  document: StagingDocument | undefined,
  ending: Pick<ReleaseReport, 'kind' | 'summary' | 'changed'>,
): ReleaseReport {
  return {
    ...ending,
    document,
    tag: document && formatTag(tagFormat, document.version, component),
    commit: document?.commit ?? undefined,
    notes: undefined,
  };
}

const superseded = ({ component }: ReleaseSettings, commit: string): string =>
  `Commit ${commit.slice(0, 8)} is older than what is staged or released of ${component}: nothing to add.`;

const nothingNew = ({ component }: ReleaseSettings, commit: string): string =>
  `Nothing new of ${component} up to commit ${commit.slice(0, 8)}: the ledger stays as it is.`;

function describeStaged({ component }: ReleaseSettings, staging: StagingDocument, added: number): string {
  const count = added === 1 ? 'One change' : `${added} changes`;
  if (isClosed(staging)) return `${count} of ${component} wait for the release after ${staging.version}.`;
  const all = staging.changes.length;
  return `${count} added to ${component} ${staging.version}, which now has ${all}.`;
}

/** The first line of the ledger's commit. */
function messageOf(staging: StagingDocument, fresh: readonly TicketedChange['source'][]): string {
  const { component, version } = staging;
  const [first] = fresh;
  const into = isClosed(staging) ? `after ${version}` : version;
  if (first === undefined) return `Reckon ${component} ${into} anew`;
  const what = first.pullRequest === undefined ? first.commit.id.slice(0, 8) : `pull request ${first.pullRequest.id}`;
  return fresh.length === 1
    ? `Stage ${what} for ${component} ${into}`
    : `Stage ${fresh.length} changes for ${component} ${into}`;
}
