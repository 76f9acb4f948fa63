import { rewritten } from './find-base.ts';
import type { Commit, MergedPullRequest } from './change.ts';
import { groupChanges, type SourceChange } from './group-changes.ts';
import { isFromReleaseBranch, isOwnRelease, type KnownReleases, type OwnCommits } from './own-release.ts';
import type { ReleaseServices, ReleaseSettings } from '../release-services.ts';

/** What a branch brought since it was last looked at. `superseded`: that was already later than where we stand. */
export type Found =
  | { readonly kind: 'changes'; readonly changes: readonly SourceChange[] }
  | { readonly kind: 'superseded' };

interface Stretch {
  /** Excluded; undefined: everything. */
  readonly from: string | undefined;
  readonly to: string;
  readonly known: KnownReleases;
}

type Services = Pick<ReleaseServices, 'host' | 'history' | 'log'>;

/**
 * The steps of `from..to` that touch the component and are no releases of its own, the oldest first. Throws
 * RELEASE_HISTORY_REWRITTEN when the one is not in the other's history.
 */
export async function findChanges(
  services: Services,
  settings: ReleaseSettings,
  { from, to, known }: Stretch,
): Promise<Found> {
  const { history } = services;
  await history.fetchHistory([to]);
  if (from === to) return { kind: 'changes', changes: [] };
  if (from !== undefined && !(await history.isAncestor(from, to))) {
    if (await isLater(services, from, to)) return { kind: 'superseded' };
    throw rewritten(`Commit ${from.slice(0, 8)}, up to which ${settings.component} was staged,`, settings.sourceBranch);
  }
  const commits = await history.listCommits(from, to);
  const { paths } = settings;
  const touching = paths.length === 0 ? undefined : await history.listTouching(from, to, paths);
  const merged = await services.host.findMerged(settings.sourceBranch, mainlineOf(commits, to));
  const own = await findReleases(services, settings, { commits, merged, known });
  const changes = groupChanges({ commits, tip: to, merged }).filter(
    (change) =>
      !isOwnRelease(change, own.known, own.commits) &&
      (touching === undefined || [change.commit, ...change.inner].some(({ id }) => touching.has(id))),
  );
  return { kind: 'changes', changes };
}

/** The commit may be out of reach: then nothing is known of it. */
async function isLater({ history, log }: Services, later: string, earlier: string): Promise<boolean> {
  try {
    await history.fetchHistory([later]);
  } catch (error) {
    log.debug(`Commit ${later} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
    return false;
  }
  return history.isAncestor(earlier, later);
}

/** Ids of the first-parent chain, the newest first. */
export function mainlineOf(
  commits: readonly { readonly id: string; readonly parents: readonly string[] }[],
  tip: string,
) {
  const byId = new Map(commits.map((commit) => [commit.id, commit]));
  const ids: string[] = [];
  for (let commit = byId.get(tip); commit; commit = byId.get(commit.parents[0] ?? '')) ids.push(commit.id);
  return ids;
}

interface Range {
  readonly commits: readonly { readonly id: string; readonly parents: readonly string[] }[];
  readonly merged: ReadonlyMap<string, MergedPullRequest>;
  readonly known: KnownReleases;
}

interface OwnReleases {
  /** With the pull requests of the range that are confirmed to be ours. */
  readonly known: KnownReleases;
  readonly commits: OwnCommits;
}

/** What releases themselves brought into the range, also into the target branch: what a merge back brings along. */
async function findReleases(
  { host }: Services,
  { sourceBranch, targetBranch }: ReleaseSettings,
  { commits, merged, known }: Range,
): Promise<OwnReleases> {
  const brought = commits.some(({ parents }) => parents.length > 1);
  const onTarget =
    sourceBranch === targetBranch || !brought || known.versions.size === 0
      ? new Map<string, MergedPullRequest>()
      : await host.findMerged(
          targetBranch,
          commits.map(({ id }) => id),
        );
  const seen = [...merged, ...onTarget];
  const pullRequests = new Set([
    ...known.pullRequests,
    ...(await findOpenedByUs(
      host,
      seen.map(([, pullRequest]) => pullRequest).filter((one) => isFromReleaseBranch(one, known)),
    )),
  ]);
  const merges = new Set(seen.filter(([, { id }]) => pullRequests.has(id)).map(([commit]) => commit));
  return { known: { ...known, pullRequests }, commits: { merges, brought: findBrought(commits, merges) } };
}

/** What only the other parents of these merges reach. */
function findBrought(commits: Range['commits'], merges: ReadonlySet<string>): ReadonlySet<string> {
  if (merges.size === 0) return merges;
  const byId = new Map(commits.map((commit) => [commit.id, commit]));
  const brought = new Set<string>();
  for (const id of merges) {
    const [first, ...others] = byId.get(id)?.parents ?? [];
    const before = reach(byId, first === undefined ? [] : [first]);
    for (const one of reach(byId, others)) if (!before.has(one)) brought.add(one);
  }
  return brought;
}

function reach(byId: ReadonlyMap<string, Range['commits'][number]>, from: readonly string[]): ReadonlySet<string> {
  const reached = new Set<string>();
  const waiting = [...from];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    const commit = byId.get(id);
    if (commit === undefined || reached.has(id)) continue;
    reached.add(id);
    waiting.push(...commit.parents);
  }
  return reached;
}

/** Ids of those that the identity that we act as has opened. */
async function findOpenedByUs(
  host: Services['host'],
  pullRequests: readonly MergedPullRequest[],
): Promise<readonly number[]> {
  if (pullRequests.length === 0) return [];
  const own = (await host.readOwnId()).toLowerCase();
  return pullRequests.filter(({ authorId }) => authorId.toLowerCase() === own).map(({ id }) => id);
}

/** Ids of the steps of the source branch that are releases of the component itself. */
export async function findOwnSteps(
  services: Services,
  settings: ReleaseSettings,
  { commits, tip, known }: { readonly commits: readonly Commit[]; readonly tip: string; readonly known: KnownReleases },
): Promise<ReadonlySet<string>> {
  const merged = await services.host.findMerged(settings.sourceBranch, mainlineOf(commits, tip));
  const own = await findReleases(services, settings, { commits, merged, known });
  const steps = groupChanges({ commits, tip, merged }).filter((step) => isOwnRelease(step, own.known, own.commits));
  return new Set(steps.map(({ commit }) => commit.id));
}
