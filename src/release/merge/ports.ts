export const STRATEGIES = ['noFastForward', 'squash', 'rebase', 'semiLinear'] as const;
export type Strategy = (typeof STRATEGIES)[number];

/** How a pull request is to be completed. */
export interface Completion {
  /** The source commit that is merged; the service refuses any other. */
  readonly commit: string;
  readonly strategy: Strategy;
  readonly deleteSourceBranch: boolean;
}

export interface AutoComplete {
  /** Id and name of whoever set it. */
  readonly by: string;
  readonly byName: string;
  /** Undefined: whatever the service chooses. */
  readonly strategy: Strategy | undefined;
  readonly deleteSourceBranch: boolean;
}

/** What completing a pull request has to know of it. */
export interface MergeRequest {
  readonly id: number;
  readonly title: string;
  readonly webUrl: string;
  readonly repositoryName: string;
  readonly status: 'active' | 'abandoned' | 'completed';
  readonly isDraft: boolean;
  /** refs/heads/... */
  readonly targetRef: string;
  /** `pending`: the service is still working the merge out, or merging. */
  readonly mergeStatus: 'pending' | 'conflicts' | 'succeeded' | 'rejectedByPolicy' | 'failure';
  /** Why the merge failed, in the service's words; may be empty. */
  readonly mergeFailure: string;
  /** The source commit of the last merge; of a completed pull request the one that was merged. */
  readonly sourceCommit: string | undefined;
  /** What it became on the target branch, once it is completed. */
  readonly mergeCommit: string | undefined;
  readonly autoComplete: AutoComplete | undefined;
}

export interface MergeIteration {
  readonly id: number;
  readonly sourceCommit: string;
}

/** A status of the AI review. */
export interface VerdictStatus {
  readonly id: number;
  readonly iteration: number | undefined;
  readonly state: string;
  readonly description: string;
  /** Id and name of whoever posted it; the id is undefined when the service does not tell. */
  readonly by: string | undefined;
  readonly byName: string;
}

/** What a branch policy asks for. */
export type PolicyDemand =
  | {
      readonly kind: 'build';
      readonly name: string;
      readonly definitionId: number | undefined;
      readonly buildId?: number;
    }
  | { readonly kind: 'status'; readonly genre: string; readonly name: string }
  | { readonly kind: 'reviewers'; readonly approvals: number }
  | { readonly kind: 'requiredReviewers' }
  | { readonly kind: 'comments' }
  | { readonly kind: 'workItems' }
  | { readonly kind: 'strategy'; readonly allowed: readonly Strategy[] }
  | { readonly kind: 'other'; readonly name: string };

export type PolicyStatus = 'queued' | 'running' | 'approved' | 'rejected' | 'notApplicable' | 'broken';

/** How one policy stands for the pull request. */
export interface PolicyEvaluation {
  readonly demand: PolicyDemand;
  readonly isBlocking: boolean;
  readonly status: PolicyStatus;
}

/** One pull request on its host. Each method is one read or one write. */
export interface MergeHost {
  readRequest(): Promise<MergeRequest>;
  /** Oldest first. */
  listIterations(): Promise<readonly MergeIteration[]>;
  /** Statuses `slipway/ai-review`, oldest first. */
  listVerdicts(): Promise<readonly VerdictStatus[]>;
  /** Of enabled policies. */
  listPolicies(): Promise<readonly PolicyEvaluation[]>;
  /** The id of the identity that we act as. */
  readOwnId(): Promise<string>;
  /** Asks for the completion, which comes later. Gives the refusal, if it was refused; never bypasses a policy. */
  complete(completion: Completion): Promise<Error | undefined>;
  /** Sets auto-complete in our name. Gives the refusal, if it was refused. */
  setAutoComplete(completion: Omit<Completion, 'commit'>): Promise<Error | undefined>;
  cancelAutoComplete(): Promise<void>;
}
