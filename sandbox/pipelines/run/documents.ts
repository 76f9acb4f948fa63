import type { Result } from '../expressions/context.ts';
import type { RunPlan } from '../plan.ts';

/** What is kept of a run of a pipeline's YAML, inside of its build. Plain JSON; changed by replacing it. */
export interface YamlRun {
  readonly plan: RunPlan;
  /** `self` and the repository resources, as of the run. */
  readonly repositories: Readonly<Record<string, RunRepository>>;
  readonly trigger: RunTrigger;
  readonly startTime?: string;
  readonly finishTime?: string;
  readonly result?: RunResult;
  /** Of the run itself: why it could not begin, or why the executor gave up. */
  readonly issues: readonly StepIssue[];
  /** In the order of the plan. */
  readonly stages: readonly StageState[];
  readonly artifacts: readonly ArtifactState[];
  /** Number of the newest log. */
  readonly logs: number;
}

export type RunResult = 'succeeded' | 'partiallySucceeded' | 'failed' | 'canceled';

export interface RunRepository {
  readonly repositoryId: string;
  /** refs/... */
  readonly ref: string;
  /** The commit. */
  readonly version: string;
}

export type RunTrigger =
  | { readonly kind: 'manual' }
  | { readonly kind: 'ci' }
  | {
      readonly kind: 'pullRequest';
      readonly id: number;
      readonly sourceBranch: string;
      readonly targetBranch: string;
      readonly sourceCommit: string;
      readonly policyId: number;
    }
  | { readonly kind: 'schedule'; readonly displayName: string }
  | {
      readonly kind: 'resource';
      readonly alias: string;
      readonly buildId: number;
      readonly buildNumber: string;
      readonly pipelineId: number;
      readonly pipeline: string;
      readonly sourceBranch: string;
      readonly sourceVersion: string;
    };

export interface StageState {
  readonly name: string;
  /** The newest last; never empty. */
  readonly attempts: readonly StageAttempt[];
}

/**
 * `pending` waits for other stages, `checking` for the checks of its environments (its checkpoint is that of the stage
 * and attempt), `running` for its jobs.
 */
export interface StageAttempt {
  readonly attempt: number;
  readonly state: 'pending' | 'checking' | 'running' | 'completed';
  readonly result?: Result;
  /** It ran when the run was cancelled; a stage that begins after that is not cancelled itself. */
  readonly isCanceled?: true;
  /** When its jobs began. */
  readonly startTime?: string;
  readonly finishTime?: string;
  readonly issues: readonly StepIssue[];
  /** All jobs of the stage, in the order of the plan. */
  readonly jobs: readonly JobState[];
}

/** `queued` has no agent yet. */
export interface JobState {
  readonly name: string;
  /** GUID, new with each attempt. */
  readonly id: string;
  readonly attempt: number;
  readonly state: 'pending' | 'queued' | 'running' | 'completed';
  readonly result?: Result;
  readonly queueTime?: string;
  readonly startTime?: string;
  readonly finishTime?: string;
  readonly issues: readonly StepIssue[];
  /** By `step.variable`, of a deployment job `job.step.variable`. */
  readonly outputs: Readonly<Record<string, string>>;
  /** Names of outputs that are secret. */
  readonly secretOutputs: readonly string[];
  readonly steps: readonly StepState[];
}

export interface StepState {
  /** GUID of its record. */
  readonly id: string;
  readonly displayName: string;
  /** Its `name:`. */
  readonly refName?: string;
  readonly task?: { readonly id: string; readonly name: string; readonly version: string };
  readonly state: 'pending' | 'inProgress' | 'completed';
  readonly result?: Result;
  readonly startTime?: string;
  readonly finishTime?: string;
  readonly issues: readonly StepIssue[];
  readonly log?: LogState;
  readonly attachments: readonly AttachmentState[];
}

export interface StepIssue {
  readonly type: 'error' | 'warning';
  readonly message: string;
}

export interface LogState {
  readonly id: number;
  readonly createdOn: string;
}

export interface AttachmentState {
  readonly type: string;
  readonly name: string;
  /** Name of the kept file. */
  readonly file: string;
}

export interface ArtifactState {
  readonly id: number;
  readonly name: string;
  /** The job that published it. */
  readonly jobId: string;
}
