import { fetchTip } from './fetch-tip.ts';
import { SlipwayError } from '../../errors.ts';
import type { IndexedComponent, ReleaseDocument } from '../ledger/ledger-documents.ts';
import type { Snapshot } from '../ledger/ledger.ts';
import type { Tag } from '../ports.ts';
import type { ReleaseServices, ReleaseSettings } from '../release-services.ts';
import { compareVersions, isPrerelease } from '../versions/semantic-version.ts';
import { parseTag, tagPrefix } from '../versions/tag-format.ts';

/** Where the next release starts. */
export interface Base {
  /** Of the source branch; undefined: at its first commit. */
  readonly commit: string | undefined;
  readonly previousVersion: string | null;
  /** The newest archived release; undefined when the ledger has none. */
  readonly latest: ReleaseDocument | undefined;
}

/**
 * The highest version that was released for everybody, as the ledger's releases say and as `known` does otherwise (a tag from
 * before the ledger); null when there is none.
 */
export const findPreviousVersion = ({ releases }: IndexedComponent, known: string | null = null): string | null =>
  [...releases.map(({ version }) => version).filter((version) => !isPrerelease(version)), known]
    .filter((version) => version !== null)
    .toSorted(compareVersions)
    .at(-1) ?? null;

/**
 * The last release: as the ledger recorded it, or else the highest tag of the component in the history of `tip`. Throws
 * RELEASE_HISTORY_REWRITTEN when there are tags and none of them belongs to it.
 */
export async function findBase(
  services: Pick<ReleaseServices, 'host' | 'history'>,
  settings: ReleaseSettings,
  { entry, readRelease }: Snapshot,
  tip: string,
): Promise<Base> {
  const newest = entry.releases.find(({ version }) => !isPrerelease(version));
  const latest = newest === undefined ? undefined : await readRelease(newest.version);
  if (latest?.sourceCommit) {
    return { commit: latest.sourceCommit, previousVersion: findPreviousVersion(entry), latest };
  }
  const tagged = await findTagged(services, settings, tip);
  return { commit: tagged?.commit, previousVersion: findPreviousVersion(entry, tagged?.version), latest };
}

interface Tagged extends Tag {
  readonly version: string;
}

async function findTagged(
  { host, history }: Pick<ReleaseServices, 'host' | 'history'>,
  { component, tagFormat, sourceBranch, targetBranch }: ReleaseSettings,
  tip: string,
): Promise<Tagged | undefined> {
  const tags = (await host.listTags(tagPrefix(tagFormat, component)))
    .flatMap((tag): readonly Tagged[] => {
      const version = parseTag(tagFormat, component, tag.name);
      return version === undefined || isPrerelease(version) ? [] : [{ ...tag, version }];
    })
    .toSorted((a, b) => compareVersions(b.version, a.version));
  const [highest] = tags;
  if (highest === undefined) return undefined;
  const own = new Set((await history.listCommits(undefined, tip)).map(({ id }) => id));
  const reachable = tags.find(({ commit }) => own.has(commit));
  if (sourceBranch === targetBranch) {
    if (reachable !== highest && (await isLater(history, highest.commit, tip))) return highest;
    if (reachable !== undefined) return reachable;
    throw rewritten(highest.name, sourceBranch);
  }
  return (await findOnTarget({ history }, tags, { targetBranch, tip })) ?? reachable;
}

/** A run for an old commit may see the tag of a release that was made after it. */
async function isLater(history: ReleaseServices['history'], tagged: string, tip: string): Promise<boolean> {
  await history.fetchHistory([tagged]);
  return history.isAncestor(tip, tagged);
}

/** Releases are tagged on the target branch: the source branch has what it shares with the tag. */
async function findOnTarget(
  { history }: Pick<ReleaseServices, 'history'>,
  tags: readonly Tagged[],
  { targetBranch, tip }: { readonly targetBranch: string; readonly tip: string },
): Promise<Tagged | undefined> {
  const target = await fetchTip(history, targetBranch);
  if (target === undefined) return undefined;
  const released = new Set((await history.listCommits(undefined, target)).map(({ id }) => id));
  const tag = tags.find(({ commit }) => released.has(commit));
  const commit = tag && (await history.mergeBase(tag.commit, tip));
  return tag && commit !== undefined ? { ...tag, commit } : undefined;
}

/** A branch that lost its past: everything would look new. */
export const rewritten = (what: string, branch: string): SlipwayError =>
  new SlipwayError(`${what} is no longer in the history of ${branch}: the branch was rewritten.`, {
    kind: 'conflict',
    code: 'RELEASE_HISTORY_REWRITTEN',
    hint: `Nothing was staged, for everything would look new. Push the lost history back to ${branch}, or tag the commit of ${branch} that holds the last release.`,
  });
