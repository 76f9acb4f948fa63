import type { FileDiff, Side } from '../../src/review/change.ts';
import type { PullRequestStatus } from '../../src/review/ports.ts';
import type { Point, ThreadStatus } from '../../src/pull-request.ts';

/** Where a pull request is, as in its address. */
export interface PullRequestAddress {
  readonly organization: string;
  readonly project: string;
  readonly repository: string;
  readonly id: number;
}

/** A pull request in a list. */
export interface PullRequestSummary {
  readonly address: PullRequestAddress;
  readonly title: string;
  readonly author: string;
  readonly status: 'active' | 'completed' | 'abandoned';
  readonly isDraft: boolean;
  /** Short names, without refs/heads/. */
  readonly sourceBranch: string;
  readonly targetBranch: string;
  /** The latest status of each context. */
  readonly statuses: readonly PullRequestStatus[];
  readonly threadCount: number;
  readonly activeThreadCount: number;
}

export interface IterationView {
  readonly id: number;
  readonly at: Date;
  readonly reason: string;
  readonly commonCommit: string;
  readonly sourceCommit: string;
}

export interface CommentView {
  readonly author: string;
  readonly at: Date;
  /** Markdown of anyone. */
  readonly content: string;
  readonly isDeleted: boolean;
}

/** Where a thread hangs: on lines of a file, or on a file as a whole when `range` is undefined. */
export interface ThreadPlace {
  readonly path: string;
  readonly range: { readonly side: Side; readonly start: Point; readonly end: Point } | undefined;
}

export interface ThreadView {
  readonly id: number;
  readonly status: ThreadStatus;
  /** Undefined: on the pull request as a whole. */
  readonly place: ThreadPlace | undefined;
  readonly comments: readonly CommentView[];
}

/** A pull request with everything that its page shows. */
export interface PullRequestView extends PullRequestSummary {
  /** Markdown of anyone. */
  readonly description: string;
  readonly mergeStatus: 'succeeded' | 'conflicts' | 'queued' | undefined;
  /** Oldest first. */
  readonly iterations: readonly IterationView[];
  readonly votes: readonly { readonly name: string; readonly vote: number }[];
  /** Of the newest iteration's commonCommit..sourceCommit. */
  readonly files: readonly FileDiff[];
  readonly threads: readonly ThreadView[];
}

/** What the pages need of the service whose pull requests they show. */
export interface PageData {
  listPullRequests(): Promise<readonly PullRequestSummary[]>;
  readPullRequest(address: PullRequestAddress): Promise<PullRequestView | undefined>;
}
