import type { Severity, SeverityCounts } from '../../review/finding.ts';
import type { Verdict } from '../../review/verdict.ts';

/**
 * What messages are rendered from. All strings are outside text, as they are, unless they say Markdown; what a task does not
 * know it leaves out.
 */
export type MessageFacts = ReviewFacts | ReleaseFacts | PipelineFacts | TextFacts;

export interface PullRequestFacts {
  readonly id: number;
  readonly title?: string | undefined;
  readonly url?: string | undefined;
  /** A name for people. */
  readonly author?: string | undefined;
  readonly repository?: string | undefined;
}

export interface RunFacts {
  /** `Build.BuildNumber`. */
  readonly number: string;
  readonly url?: string | undefined;
}

export interface LinkFacts {
  readonly label: string;
  readonly url: string;
}

export interface FindingFacts {
  readonly severity: Severity;
  readonly title: string;
  readonly path: string;
  readonly line?: number | undefined;
  readonly explanation?: string | undefined;
  /** Of the thread on the pull request. */
  readonly url?: string | undefined;
}

export interface ReviewFacts {
  readonly kind: 'review';
  readonly pullRequest: PullRequestFacts;
  readonly verdict: Verdict;
  readonly counts?: Partial<SeverityCounts> | undefined;
  /** The worst first. */
  readonly findings?: readonly FindingFacts[] | undefined;
  /** Of the changed files and lines that were to be looked at, 0 to 100. */
  readonly coveragePercent?: number | undefined;
  readonly costUsd?: number | undefined;
  readonly run?: RunFacts | undefined;
  /** Why it is incomplete. */
  readonly reason?: string | undefined;
  readonly tickets?: readonly TicketFacts[] | undefined;
}

export interface TicketFacts {
  readonly key: string;
  readonly title?: string | undefined;
  readonly url?: string | undefined;
  readonly status?: string | undefined;
}

export type ReleaseState =
  | 'staging'
  | 'opened'
  | 'merging'
  | 'claimed'
  | 'building'
  | 'deploying'
  | 'waiting'
  | 'released'
  | 'failed'
  | 'rejected'
  | 'timedOut'
  | 'cancelled'
  | 'rolledBack';

export type StageState =
  | 'pending'
  | 'waiting'
  | 'running'
  | 'succeeded'
  | 'partiallySucceeded'
  | 'failed'
  | 'rejected'
  | 'timedOut'
  | 'skipped'
  | 'cancelled';

export interface StageFacts {
  readonly name: string;
  readonly state: StageState;
}

/** What made a run fail. */
export interface FailureFacts {
  /** From the outside in: stage, job, step. */
  readonly where: readonly string[];
  /** The first issues of the step; the first lines are shown. */
  readonly issue?: string | undefined;
  /** Of the log. */
  readonly url?: string | undefined;
}

/** A change of a release that has no ticket. */
export interface ChangeFacts {
  readonly title: string;
  readonly url?: string | undefined;
  /** `!77`, or the beginning of a commit's id. */
  readonly name?: string | undefined;
}

export interface ReleaseFacts {
  readonly kind: 'release';
  readonly component: string;
  readonly version: string;
  readonly previousVersion?: string | null | undefined;
  readonly state: ReleaseState;
  readonly tickets?: readonly TicketFacts[] | undefined;
  readonly changeCount?: number | undefined;
  /** Those that no ticket tells of. */
  readonly otherChanges?: readonly ChangeFacts[] | undefined;
  readonly tag?: string | undefined;
  /** Markdown, a message long. Shown of what is released: before that they change. */
  readonly notes?: string | undefined;
  readonly stages?: readonly StageFacts[] | undefined;
  readonly pullRequest?: PullRequestFacts | undefined;
  readonly run?: RunFacts | undefined;
  readonly failure?: FailureFacts | undefined;
  /** What an opened release waits for. */
  readonly notReady?: readonly string[] | undefined;
  readonly links?: readonly LinkFacts[] | undefined;
}

export type RunState =
  | 'queued'
  | 'running'
  | 'waiting'
  | 'succeeded'
  | 'partiallySucceeded'
  | 'failed'
  | 'rejected'
  | 'timedOut'
  | 'cancelled';

export interface PipelineFacts {
  readonly kind: 'pipeline';
  readonly pipeline: string;
  readonly run: RunFacts;
  readonly state: RunState;
  readonly branch?: string | undefined;
  readonly commit?: string | undefined;
  readonly requester?: string | undefined;
  readonly stages?: readonly StageFacts[] | undefined;
  readonly failure?: FailureFacts | undefined;
  readonly durationSeconds?: number | undefined;
  readonly pullRequest?: PullRequestFacts | undefined;
  readonly tickets?: readonly TicketFacts[] | undefined;
}

export interface TextFacts {
  readonly kind: 'text';
  /** Markdown. */
  readonly text: string;
  readonly title?: string | undefined;
  readonly run?: RunFacts | undefined;
}
