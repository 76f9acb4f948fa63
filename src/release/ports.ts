import type { PullRequest, PullRequestProperties, PullRequestThreads } from '../pull-request.ts';
import type { Commit, MergedPullRequest } from './changes/change.ts';

/** One file of a push; `content` undefined deletes it. */
export interface LedgerFile {
  readonly path: string;
  readonly content: string | undefined;
}

/** The ledger's branch. Only this port writes to it. */
export interface LedgerBranch {
  /** Its newest commit; undefined when there is no such branch yet. */
  readHead(): Promise<string | undefined>;
  /** A file as of a commit of the branch; undefined when it is not there. */
  readFile(head: string, path: string): Promise<string | undefined>;
  /** Paths of the files below a folder as of a commit; empty when there is no such folder. */
  listFiles(head: string, folder: string): Promise<readonly string[]>;
  /**
   * One commit on top of `head` (or the first one), only if the branch still stands there. `stale`: it does not. A lost
   * answer is looked after: `pushed` also when the lost request did it.
   */
  push(push: {
    readonly head: string | undefined;
    readonly message: string;
    readonly files: readonly LedgerFile[];
  }): Promise<{ readonly kind: 'pushed'; readonly head: string } | { readonly kind: 'stale' }>;
}

/** The component's commits, wherever the clone ends: what is missing is fetched. */
export interface History {
  /** The commit that a branch of the remote stands at; undefined when there is none. Fetched, so that it can be read. */
  fetchBranch(name: string): Promise<string | undefined>;
  /**
   * Makes the commits and their whole ancestry readable. Throws GIT_HISTORY_MISSING, with the YAML line to add, when the
   * clone is shallow and cannot be deepened.
   */
  fetchHistory(commits: readonly string[]): Promise<void>;
  /** False also for a commit that the repository has not got. */
  isAncestor(ancestor: string, descendant: string): Promise<boolean>;
  /** The newest commit that both histories share; undefined when they share none. */
  mergeBase(a: string, b: string): Promise<string | undefined>;
  readCommit(id: string): Promise<Commit>;
  /** Every commit of `from..to`, parents before children; all of `to`'s when `from` is undefined. */
  listCommits(from: string | undefined, to: string): Promise<readonly Commit[]>;
  /** Ids of the first-parent commits of `from..to` that change something below one of the paths (globs of git). */
  listTouching(from: string | undefined, to: string, paths: readonly string[]): Promise<ReadonlySet<string>>;
  /** The tree at a commit's root. */
  treeOf(commit: string): Promise<string>;
  readFile(commit: string, path: string): Promise<string | undefined>;
  /** Identifies what a commit changes, wherever it was picked to (git patch-id); undefined for a merge or no change. */
  patchId(commit: string): Promise<string | undefined>;
}

export type MergeResult =
  | { readonly kind: 'merged'; readonly tree: string }
  | { readonly kind: 'conflicts'; readonly paths: readonly string[] };

export interface NewCommit {
  readonly tree: string;
  readonly parents: readonly string[];
  readonly message: string;
  /** UTC, ISO 8601; author and committer alike, so that the same input gives the same commit. */
  readonly at: string;
  /** Kept from a commit that was picked; ourselves when undefined. */
  readonly authorOf?: string;
}

/** Makes commits in a repository of our own, never in the checkout, and pushes them. */
export interface ReleaseBranchWriter {
  /** Merges two commits as if `base` were their common ancestor. */
  mergeTrees(base: string, ours: string, theirs: string): Promise<MergeResult>;
  /** The tree with one file set to a text. */
  withFile(tree: string, path: string, content: string): Promise<string>;
  commit(commit: NewCommit): Promise<string>;
  /**
   * Sets a branch of the remote to a commit of ours, only if it stands at `expected` (undefined: does not exist). `stale`
   * when it does not; a lost answer is looked after. Throws what says which permission is missing.
   */
  pushBranch(
    name: string,
    commit: string,
    expected: string | undefined,
  ): Promise<{ readonly kind: 'pushed' } | { readonly kind: 'stale'; readonly tip: string | undefined }>;
}

export interface Tag {
  /** Without refs/tags/. */
  readonly name: string;
  /** What it points at in the end. */
  readonly commit: string;
}

/** The repository on its host. */
export interface ReleaseHost {
  /** Id of the identity that we act as. */
  readOwnId(): Promise<string>;
  readBranch(name: string): Promise<string | undefined>;
  /** Those whose name begins with `prefix`. */
  listTags(prefix: string): Promise<readonly Tag[]>;
  /** Creating it is a claim: `exists` when somebody was faster, with the commit that it has. */
  createTag(tag: {
    readonly name: string;
    readonly commit: string;
    readonly message: string;
  }): Promise<{ readonly kind: 'created' } | { readonly kind: 'exists'; readonly commit: string }>;
  /** The completed pull requests that became these commits of the branch, by commit, with their whole text. */
  findMerged(branch: string, commits: readonly string[]): Promise<ReadonlyMap<string, MergedPullRequest>>;
  /** Of any state, the newest first. */
  findPullRequests(source: string, target: string): Promise<readonly ReleasePullRequestState[]>;
  createPullRequest(request: {
    readonly source: string;
    readonly target: string;
    readonly title: string;
    readonly description: string;
    readonly label: string;
    readonly workItems: readonly number[];
  }): Promise<ReleasePullRequestState>;
  openPullRequest(id: number): ReleasePullRequest;
}

export interface ReleasePullRequestState extends PullRequest {
  readonly mergeStatus: 'succeeded' | 'conflicts' | 'rejectedByPolicy' | 'pending' | 'failure';
  readonly sourceCommit: string | undefined;
  /** Undefined until it is completed. */
  readonly mergeCommit: string | undefined;
}

/** One release pull request. */
export interface ReleasePullRequest extends PullRequestThreads, PullRequestProperties {
  readState(): Promise<ReleasePullRequestState>;
  writeText(text: { readonly title?: string; readonly description?: string }): Promise<void>;
  addLabel(label: string): Promise<void>;
  /** Closes an active one without merging it. */
  abandon(): Promise<void>;
  linkWorkItems(ids: readonly number[]): Promise<void>;
  /** Posts the status RELEASE_STATUS with this description. True when it wrote: an equal one of ours is left alone. */
  vouch(description: string): Promise<boolean>;
}

/** A ticket read for a release. */
export interface TicketFacts {
  readonly key: string;
  readonly title: string;
  readonly type: string;
  readonly url: string;
  readonly status: string;
  readonly labels: readonly string[];
}

/** The trackers, as far as a release asks them. */
export interface ReleaseTickets {
  /** Keys of the projects that exist; undefined when no tracker was given: then what looks like a key is one. */
  listProjects(): Promise<readonly string[] | undefined>;
  /** A key that no tracker knows is missing in the answer; a moved issue stands under the key asked for, with its new one. */
  readTickets(keys: readonly string[]): Promise<ReadonlyMap<string, TicketFacts>>;
}

/** The moment, UTC, ISO 8601. */
export type Now = () => string;
