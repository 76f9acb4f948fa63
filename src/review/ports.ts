import type { ChangedFile, FileDiff } from './change.ts';
import type { PullRequest, PullRequestProperties, PullRequestThreads } from '../pull-request.ts';
import type { SourceTree } from './source-tree.ts';

/** Lines of context on both sides of a change in every diff. */
export const CONTEXT_LINES = 8;

/** The repository's history: `git` reads the object database, `rest` asks the service. */
export interface ChangeSource {
  readonly kind: 'git' | 'rest';
  /** Every changed file of `base..head`, renames detected, in path order. */
  listChanges(base: string, head: string): Promise<readonly ChangedFile[]>;
  /** The diffs of `files` (of `listChanges`), in the same order, with CONTEXT_LINES of context. */
  readDiffs(base: string, head: string, files: readonly ChangedFile[]): Promise<readonly FileDiff[]>;
  tree(commit: string): SourceTree;
  /** Ends what runs for it. */
  close(): Promise<void>;
}

export interface Iteration {
  readonly id: number;
  /** The merge base: the old side of every position. */
  readonly commonCommit: string;
  readonly sourceCommit: string;
  readonly targetCommit: string;
}

export interface IterationChange {
  /** Without the leading slash of the service. */
  readonly path: string;
  readonly oldPath: string | undefined;
  readonly changeTrackingId: number;
}

export type StatusState = 'succeeded' | 'failed' | 'error' | 'pending' | 'notApplicable';

export interface PullRequestStatus {
  readonly iteration: number | undefined;
  readonly state: StatusState | 'other';
  readonly description: string;
  readonly genre: string;
  readonly name: string;
  /** Id of the identity that posted it; undefined when the service does not tell. */
  readonly by?: string | undefined;
}

export type Vote = 10 | 5 | 0 | -5 | -10;

/** One pull request on its host. Each method is one read or one write; writes are reconciled after a lost answer. */
export interface PullRequestHost extends PullRequestThreads, PullRequestProperties {
  readPullRequest(): Promise<PullRequest>;
  /** Id of the identity that we act as. */
  readOwnId(): Promise<string>;
  readNewestIteration(): Promise<Iteration>;
  listIterationChanges(iteration: number): Promise<readonly IterationChange[]>;
  /** Oldest first. */
  listStatuses(): Promise<readonly PullRequestStatus[]>;
  /** Genre `slipway`. */
  postStatus(status: {
    name: string;
    iteration: number;
    state: StatusState;
    description: string;
    targetUrl?: string;
  }): Promise<void>;
  /** The vote of the identity we act as; 0 when it is no reviewer. */
  readOwnVote(): Promise<Vote>;
  vote(vote: Vote): Promise<void>;
}

/** Hex SHA-256 of text as UTF-8. */
export type Hash = (text: string) => string;

/** Hex HMAC-SHA-256 under a secret that only runs of this review have: what it fits was written by one of them. */
export type Seal = (text: string) => string;
