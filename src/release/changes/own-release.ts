import type { CommitText, MergedPullRequest } from './change.ts';
import { releaseBranchPrefix } from '../ledger/ledger-paths.ts';

/** The trailer of every commit that Slipway makes on a release branch. */
const TRAILER = 'Slipway-Release';

export const releaseTrailer = (component: string, version: string): string => `${TRAILER}: ${component} ${version}`;

/** True for a message like that of a commit that Slipway made on a release branch. */
export const isTrailer = (body: string): boolean => new RegExp(`^${TRAILER}: `, 'm').test(body);

/** What the ledger knows of a component's releases. */
export interface KnownReleases {
  readonly component: string;
  /** Versions that the ledger has released or staged: what claims to be a release and is none is a change. */
  readonly versions: ReadonlySet<string>;
  /** Release pull requests that the ledger names, and others that are confirmed to be ours. */
  readonly pullRequests: ReadonlySet<number>;
}

/**
 * True for a pull request from the branch of a release that the ledger knows. That branch can be used again, by anybody: what
 * it brings is no change only when we opened the pull request ourselves.
 */
export function isFromReleaseBranch(
  { sourceRef }: Pick<MergedPullRequest, 'sourceRef'>,
  { component, versions }: KnownReleases,
): boolean {
  const prefix = `refs/heads/${releaseBranchPrefix(component)}`;
  return sourceRef.startsWith(prefix) && versions.has(sourceRef.slice(prefix.length));
}

/** True for a commit that carries the trailer of a release that the ledger knows. */
export function isOwnCommit({ body }: Pick<CommitText, 'body'>, { component, versions }: KnownReleases): boolean {
  const own = releaseTrailer(component, '');
  return body
    .split('\n')
    .slice(-50)
    .some((line) => line.startsWith(own) && versions.has(line.slice(own.length).trim()));
}

interface Step {
  readonly commit: CommitText;
  readonly pullRequest: MergedPullRequest | undefined;
  readonly inner: readonly CommitText[];
}

/** What releases are in a range of commits. */
export interface OwnCommits {
  /** What pull requests of ours became, on the target branch too. */
  readonly merges: ReadonlySet<string>;
  /** What came along with these merges: the commits of a hotfix. */
  readonly brought: ReadonlySet<string>;
}

/**
 * True for a step that only carries a release back: the release's own merge, or a merge of the target branch into the
 * source branch that brings nothing but releases.
 */
export function isOwnRelease(
  { commit, pullRequest, inner }: Step,
  known: KnownReleases,
  { merges, brought }: OwnCommits,
): boolean {
  if (pullRequest !== undefined && known.pullRequests.has(pullRequest.id)) return true;
  if (pullRequest === undefined && merges.has(commit.id)) return true;
  // Anybody can write our trailer: it only counts for what comes along with a release that the service knows as merged.
  const own = (one: CommitText) => merges.has(one.id) || brought.has(one.id) || isOwnCommit(one, known);
  return inner.some(({ id }) => merges.has(id)) && inner.every(own);
}
