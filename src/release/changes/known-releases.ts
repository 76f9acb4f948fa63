import type { Snapshot } from '../ledger/ledger.ts';
import type { KnownReleases } from './own-release.ts';

/** So far back, release pull requests are known by their number; further back the versions of their branches tell. */
const MAX_READ = 3;

/** What may come along on a branch without being a change of its own. */
export async function knownReleases({ component, entry, staging, readRelease }: Snapshot): Promise<KnownReleases> {
  const versions = entry.releases.map(({ version }) => version);
  const newest = await Promise.all(versions.slice(0, MAX_READ).map(readRelease));
  const documents = [...newest, ...(staging === undefined ? [] : [staging])];
  return {
    component,
    versions: new Set([
      ...versions,
      ...documents.flatMap(({ version, openedAs = version, hotfix }) => [
        version,
        openedAs,
        ...(hotfix?.aside === undefined ? [] : [hotfix.aside.version]),
      ]),
    ]),
    pullRequests: new Set(
      documents.flatMap(({ releasePullRequest, hotfix }) =>
        [releasePullRequest?.id, hotfix?.aside?.pullRequest].filter((id) => id !== undefined),
      ),
    ),
  };
}
