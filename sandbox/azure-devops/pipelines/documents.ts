import type { Endpoint } from '../../agent/task-step.ts';
import type { YamlRun } from '../../pipelines/run/documents.ts';
import type { Permission } from '../documents.ts';

/** What is kept of pipelines and their runs: one document each. What a run does is a script that came with it, or YAML. */

export interface IssueScript {
  readonly type: 'error' | 'warning';
  readonly message: string;
}

export interface ApprovalScript {
  readonly environment: string;
  /** Ids of identities. */
  readonly approverIds: readonly string[];
  /** All approvers when left out. */
  readonly minRequiredApprovers?: number;
  readonly executionOrder?: 'anyOrder' | 'inSequence';
  readonly requesterCannotBeApprover?: boolean;
  readonly instructions?: string;
  /** After so many minutes without a decision the stage is skipped; 43,200 (30 days) when left out. */
  readonly timeoutMinutes?: number;
}

export interface StageScript {
  /** Unique in its pipeline; what stagesToSkip names. */
  readonly name: string;
  /** How long it runs once it may; 'never' ends only by cancelling. */
  readonly seconds: number | 'never';
  readonly result: 'succeeded' | 'succeededWithIssues' | 'failed';
  readonly issues?: readonly IssueScript[];
  readonly approval?: ApprovalScript;
}

/** Of a pipeline whose YAML is run. */
export interface YamlSettings {
  /** Where built tasks lie, each in a folder of its name. */
  readonly tasksFolder: string;
  readonly variables: BuildDocument['variables'];
  /** Service connections by name. */
  readonly connections: Readonly<Record<string, Endpoint>>;
  /** Of the build service, whose token jobs get. */
  readonly permissions: readonly Permission[];
  readonly node?: 20 | 24;
}

export interface PipelineDocument {
  readonly id: number;
  readonly projectId: string;
  readonly name: string;
  /** \ and the names of folders. */
  readonly folder: string;
  readonly repositoryId: string;
  readonly yamlFilename: string;
  readonly createdDate: string;
  /** Template parameters with their defaults; null has none and must be given. */
  readonly parameters: Readonly<Record<string, string | null>>;
  /** Variables that a run may set. */
  readonly settableVariables: readonly string[];
  readonly stages: readonly StageScript[];
  /** How long a run waits for its agent. */
  readonly queueSeconds: number;
  /** How long a running stage takes to stop. */
  readonly cancelSeconds: number;
  queueStatus: 'enabled' | 'paused' | 'disabled';
  readonly yaml?: YamlSettings;
}

export interface DecisionDocument {
  readonly stage: string;
  /** Whose step it decides. */
  readonly approverId: string;
  readonly status: 'approved' | 'rejected';
  readonly comment: string;
  readonly at: string;
  /** Who decided, where a step is a group's; the approver when left out. */
  readonly byId?: string;
  /** When the approval counts; at once when left out. */
  readonly deferredTo?: string;
}

/** A run, which is a build. Its state follows from these facts and the time; see progress.ts. */
export interface BuildDocument {
  readonly id: number;
  readonly pipelineId: number;
  buildNumber: string;
  readonly reason: 'manual' | 'pullRequest' | 'individualCI' | 'batchedCI' | 'schedule' | 'resourceTrigger';
  readonly queueTime: string;
  readonly requestedById: string;
  /** refs/... */
  readonly sourceBranch: string;
  readonly sourceVersion: string;
  readonly templateParameters: Readonly<Record<string, string>>;
  readonly variables: Readonly<Record<string, { readonly value: string; readonly isSecret: boolean }>>;
  readonly stages: readonly StageScript[];
  readonly stagesToSkip: readonly string[];
  readonly queueSeconds: number;
  readonly cancelSeconds: number;
  readonly decisions: DecisionDocument[];
  cancelledAt?: string;
  cancelledById?: string;
  tags: string[];
  properties: Record<string, string>;
  /** Of a run of YAML, whose state this is; scripts have none. */
  yaml?: YamlRun;
}
