/** A commit as git stores its words. */
export interface CommitText {
  readonly id: string;
  readonly subject: string;
  readonly body: string;
}

/** A commit of the source branch. */
export interface Commit extends CommitText {
  readonly parents: readonly string[];
  readonly author: string;
  /** When it came to be on its branch (the committer's date), UTC, ISO 8601. */
  readonly committedAt: string;
}

/** What the pull request that brought a change says. */
export interface MergedPullRequest {
  readonly id: number;
  readonly title: string;
  readonly description: string;
  /** refs/heads/... */
  readonly sourceRef: string;
  readonly author: string;
  /** Id of the identity that created it; empty when the service does not tell. */
  readonly authorId: string;
  readonly labels: readonly string[];
  /** Ids of work items of Azure Boards. */
  readonly workItems: readonly number[];
  /** The target branch's tip when it was completed; undefined when the service does not say. */
  readonly mergedOnto: string | undefined;
  /** What it became on the target branch. */
  readonly mergeCommit: string;
  /** UTC, ISO 8601. */
  readonly completedAt: string;
}

/** A ticket as far as the version and the notes need it. */
export interface ChangeTicket {
  readonly key: string;
  /** Null: no tracker was asked, or it does not know the key. */
  readonly type: string | null;
  readonly labels: readonly string[];
}

/** One entry of a release, with everything that was said about it. */
export interface MergedChange {
  /** Of the source branch. */
  readonly commit: CommitText;
  readonly pullRequest: Pick<MergedPullRequest, 'id' | 'title' | 'description'> | undefined;
  /** Commits that a merge brought in, or that a rebase left before `commit`; empty for a squash. */
  readonly inner: readonly CommitText[];
  readonly tickets: readonly ChangeTicket[];
}
