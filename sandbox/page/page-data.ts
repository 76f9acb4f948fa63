import type { FileDiff, Side } from '../../src/review/change.ts';
import type { IndexedComponent, ReleaseDocument, StagingDocument } from '../../src/release/ledger/ledger-documents.ts';
import type { PullRequestStatus } from '../../src/review/ports.ts';
import type { Point, ThreadStatus } from '../../src/pull-request.ts';

/** Where a repository is, as in its address. */
export interface RepositoryAddress {
  readonly organization: string;
  readonly project: string;
  readonly repository: string;
}

/** Where a pull request is, as in its address. */
export interface PullRequestAddress extends RepositoryAddress {
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

/** What a repository's ledger lists. */
export interface LedgerSummary {
  readonly address: RepositoryAddress;
  readonly components: readonly IndexedComponent[];
}

/** A commit of the ledger. */
export interface LedgerStep {
  readonly commit: string;
  /** The first line of the message. */
  readonly message: string;
  readonly author: string;
  readonly at: Date;
}

export interface TagView {
  readonly name: string;
  /** What it is on. */
  readonly commit: string;
  /** Of an annotated tag: the first line of its message, and when it was made. */
  readonly annotation: { readonly message: string; readonly at: Date | undefined } | undefined;
}

/** A run of a pipeline. */
export interface RunView {
  readonly id: number;
  readonly number: string;
  readonly pipeline: string;
  /** The result, or the status of a run that goes on. */
  readonly state: string;
  readonly branch: string;
  readonly commit: string;
  readonly at: Date;
  readonly parameters: Readonly<Record<string, string>>;
}

/** A repository's ledger, tags and runs, with everything that its page shows. */
export interface ReleasesView extends LedgerSummary {
  readonly staging: readonly StagingDocument[];
  /** The newest of each component, the newest first. */
  readonly releases: readonly ReleaseDocument[];
  /** Paths of documents of the ledger that are none. */
  readonly unreadable: readonly string[];
  /** The newest first, as the next two. */
  readonly steps: readonly LedgerStep[];
  readonly tags: readonly TagView[];
  readonly runs: readonly RunView[];
}

/** What the pages need of the service whose pull requests they show. */
export interface PageData {
  listPullRequests(): Promise<readonly PullRequestSummary[]>;
  readPullRequest(address: PullRequestAddress): Promise<PullRequestView | undefined>;
  /** Of the repositories that have a ledger. */
  listLedgers(): Promise<readonly LedgerSummary[]>;
  /** Undefined for a repository that is not there. */
  readReleases(address: RepositoryAddress): Promise<ReleasesView | undefined>;
}
