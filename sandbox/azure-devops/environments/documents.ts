import type { ApprovalDecision } from '../pipelines/decide-approval.ts';

/** What is kept of environments, their checks and the checkpoints of runs: one document each. */

export interface EnvironmentDocument {
  readonly id: number;
  readonly projectId: string;
  readonly name: string;
  readonly description: string;
  readonly createdById: string;
  readonly createdOn: string;
  readonly lastModifiedById: string;
  readonly lastModifiedOn: string;
  /** Identities that may change it and its checks: its creator above all. */
  readonly administratorIds: readonly string[];
  /** Pipelines that may use it without being asked; `all` is open access. */
  readonly permitted: 'all' | readonly number[];
  readonly isDeleted: boolean;
}

export interface ApprovalSettings {
  readonly kind: 'approval';
  /** Ids of people and groups, in the order of their steps. */
  readonly approverIds: readonly string[];
  readonly executionOrder: 'anyOrder' | 'inSequence';
  readonly minRequiredApprovers: number;
  readonly requesterCannotBeApprover: boolean;
  readonly instructions: string;
}

export interface RestCheckSettings {
  readonly kind: 'rest';
  readonly displayName: string;
  /** Minutes between evaluations; 0: the first one is final. */
  readonly retryInterval: number;
  /** As they were given: connectedServiceName, method, headers, body, urlSuffix, waitForCompletion, successCriteria. */
  readonly inputs: Readonly<Record<string, string>>;
}

interface LockSettings {
  readonly kind: 'lock';
}

/** Who does not extend one of the templates, as of exactly this ref, is refused. */
export interface TemplateSettings {
  readonly kind: 'template';
  readonly templates: readonly ExtendedTemplate[];
}

export interface ExtendedTemplate {
  /** `Project/repository`. */
  readonly repository: string;
  /** refs/... */
  readonly ref: string;
  /** From the root of the repository, with or without a leading slash. */
  readonly path: string;
}

export type CheckSettings = ApprovalSettings | RestCheckSettings | LockSettings | TemplateSettings;

/** A check of an environment, as configured. */
export interface CheckDocument {
  readonly id: number;
  readonly projectId: string;
  readonly environmentId: number;
  readonly version: number;
  readonly createdById: string;
  readonly createdOn: string;
  readonly modifiedById: string;
  readonly modifiedOn: string;
  /** Minutes. */
  readonly timeout: number;
  readonly isDisabled: boolean;
  readonly settings: CheckSettings;
  readonly isDeleted: boolean;
}

/** A connection of the project that checks of kind `rest` send their requests through. */
export interface ConnectionDocument {
  readonly id: number;
  readonly guid: string;
  readonly projectId: string;
  readonly name: string;
  /** As the service names its types: `generic`, `slipway-slack`, ... */
  readonly type: string;
  readonly url: string;
  readonly createdById: string;
  /** Sent as basic authentication when there is a user name or a password. */
  readonly username?: string;
  readonly password?: string;
}

type CheckRunStatus = 'queued' | 'running' | 'approved' | 'rejected' | 'timedOut' | 'canceled';

/** One check of a checkpoint; its settings are those that it began with. */
export interface CheckRun {
  /** GUID; of an approval also the id that it is decided under and its record in the timeline. */
  readonly id: string;
  readonly checkId: number;
  readonly environmentId: number;
  readonly settings: CheckSettings;
  readonly timeout: number;
  readonly status: CheckRunStatus;
  readonly startedAt?: string;
  readonly endedAt?: string;
  readonly decisions: readonly ApprovalDecision[];
  /** Of kind `rest`: when it was asked, and what came of it. */
  readonly evaluations: readonly { readonly at: string; readonly passed: boolean; readonly message: string }[];
  /** Why it did not pass. */
  readonly message?: string;
}

/** How the checks of a stage stand. `rejected` and `failed` fail the stage, `timedOut` skips it. */
export type CheckpointState = 'waiting' | 'passed' | 'rejected' | 'timedOut' | 'failed' | 'canceled';

/** The run that a checkpoint holds back, as far as checks are concerned. */
export interface CheckedRun {
  readonly id: number;
  readonly buildNumber: string;
  readonly pipelineId: number;
  readonly requestedById: string;
  readonly sourceBranch: string;
  readonly sourceVersion: string;
  readonly reason: string;
}

/** All checks that one attempt of a stage has to pass. */
export interface CheckpointDocument {
  readonly id: number;
  /** GUID: the id of `checks/runs/{checkSuiteId}` and of the Checkpoint record. */
  readonly suiteId: string;
  readonly projectId: string;
  readonly run: CheckedRun;
  readonly stage: string;
  readonly attempt: number;
  readonly lockBehavior: 'sequential' | 'runLatest';
  /** What the run's file extends, and what that extends in turn. */
  readonly extended: readonly ExtendedTemplate[];
  readonly environments: readonly { readonly id: number; readonly name: string }[];
  readonly openedAt: string;
  readonly endedAt?: string;
  readonly state: CheckpointState;
  readonly checks: readonly CheckRun[];
  /** When the stage ended, so that others get its exclusive locks. */
  readonly releasedAt?: string;
}

/** A deployment job that ran against an environment. */
export interface DeploymentDocument {
  readonly id: number;
  readonly projectId: string;
  readonly environmentId: number;
  readonly run: CheckedRun;
  readonly stage: string;
  readonly attempt: number;
  readonly job: string;
  readonly queueTime: string;
  readonly startTime?: string | undefined;
  readonly finishTime?: string | undefined;
  readonly result?: 'succeeded' | 'succeededWithIssues' | 'failed' | 'canceled' | 'skipped' | undefined;
}
