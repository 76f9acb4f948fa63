/** What several domains know of a pull request, and two of the ports that a host of pull requests fills. */

export interface PullRequest {
  readonly id: number;
  readonly repositoryId: string;
  readonly repositoryName: string;
  readonly projectName: string;
  readonly title: string;
  readonly description: string;
  readonly author: string;
  /** Id of the identity that created it; empty when the service does not tell. */
  readonly authorId: string;
  readonly status: 'active' | 'abandoned' | 'completed';
  readonly isDraft: boolean;
  /** Full names, refs/heads/... */
  readonly sourceRef: string;
  readonly targetRef: string;
  readonly labels: readonly string[];
  /** Where a person reads it. */
  readonly webUrl: string;
  /** Where git fetches it from; without credentials. */
  readonly cloneUrl: string;
}

export type ThreadStatus = 'active' | 'fixed' | 'wontFix' | 'closed' | 'byDesign' | 'pending' | 'unknown';

/** 1-based line; 1-based offset in UTF-16 code units, exclusive at the end of a range. */
export interface Point {
  readonly line: number;
  readonly offset: number;
}

export interface Placement {
  /** Without the leading slash of the service. */
  readonly path: string;
  readonly side: 'new' | 'old';
  readonly start: Point;
  readonly end: Point;
  readonly changeTrackingId: number;
  readonly iteration: number;
}

export interface NewThread {
  readonly content: string;
  readonly status: ThreadStatus;
  /** Undefined: a thread on the pull request as a whole. */
  readonly placement?: Placement;
  readonly properties: Readonly<Record<string, string>>;
}

export interface ThreadComment {
  readonly id: number;
  readonly content: string;
  readonly isDeleted: boolean;
}

export interface Thread {
  readonly id: number;
  readonly status: ThreadStatus;
  /** String values only; others are left out. */
  readonly properties: Readonly<Record<string, string>>;
  readonly path: string | undefined;
  /** Begun by the identity that we act as. */
  readonly isOwn: boolean;
  readonly comments: readonly ThreadComment[];
  readonly isDeleted: boolean;
}

/** The threads of one pull request; writes are reconciled after a lost answer. */
export interface PullRequestThreads {
  listThreads(): Promise<readonly Thread[]>;
  createThread(thread: NewThread): Promise<Thread>;
  setThreadStatus(threadId: number, status: ThreadStatus): Promise<void>;
  editComment(threadId: number, commentId: number, content: string): Promise<void>;
  deleteComment(threadId: number, commentId: number): Promise<void>;
}

/** What is remembered on one pull request, out of sight of people. */
export interface PullRequestProperties {
  readProperties(): Promise<Readonly<Record<string, string>>>;
  writeProperty(name: string, value: string): Promise<void>;
}
