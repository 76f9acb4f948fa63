/** What the pages of runs, approvals and environments show. */

export interface ProjectAddress {
  readonly organization: string;
  readonly project: string;
}

export interface RunAddress extends ProjectAddress {
  readonly id: number;
}

/** How a run, or a part of it, stands: a result of Azure Pipelines, or where it is. */
export type RunState =
  | 'pending'
  | 'inProgress'
  | 'succeeded'
  | 'succeededWithIssues'
  | 'failed'
  | 'canceled'
  | 'skipped'
  | 'other';

export interface RunSummary {
  readonly address: RunAddress;
  readonly number: string;
  readonly pipeline: string;
  /** Short name of a branch, or a ref. */
  readonly branch: string;
  readonly reason: string;
  readonly requestedFor: string;
  readonly queuedAt: Date;
  readonly state: RunState;
}

/** A record of the timeline with what is below it. */
export interface RecordView {
  readonly id: string;
  readonly type: string;
  readonly name: string;
  /** What REST calls it: of a stage its name in the file. */
  readonly identifier: string;
  readonly state: RunState;
  readonly startedAt: Date | undefined;
  readonly finishedAt: Date | undefined;
  readonly attempt: number;
  readonly issues: readonly { readonly type: string; readonly message: string }[];
  /** Number of its log. */
  readonly log: number | undefined;
  readonly children: readonly RecordView[];
}

interface PersonView {
  readonly id: string;
  readonly name: string;
}

export interface ApprovalView {
  readonly id: string;
  readonly run: RunAddress;
  readonly runNumber: string;
  readonly pipeline: string;
  readonly stage: string;
  readonly environment: string;
  readonly status: string;
  readonly instructions: string;
  readonly minRequiredApprovers: number;
  readonly steps: readonly {
    readonly approver: string;
    readonly status: string;
    readonly by: string | undefined;
    readonly comment: string;
  }[];
  /** Who may decide it now. */
  readonly deciders: readonly PersonView[];
}

export interface RunView extends RunSummary {
  readonly stages: readonly RecordView[];
  readonly approvals: readonly ApprovalView[];
  /** Who may cancel or retry its stages, whoever asked for the run first; nobody where that cannot be done. */
  readonly people: readonly PersonView[];
}

export interface EnvironmentView {
  readonly id: number;
  readonly name: string;
  readonly description: string;
  /** A line each, as a person would say it. */
  readonly checks: readonly { readonly id: number; readonly type: string; readonly text: string }[];
  readonly deployments: readonly {
    readonly id: number;
    readonly run: RunAddress;
    readonly runNumber: string;
    readonly stage: string;
    readonly job: string;
    readonly state: RunState;
    readonly at: Date;
  }[];
}

export interface ProjectView {
  readonly address: ProjectAddress;
  /** The newest first. */
  readonly runs: readonly RunSummary[];
  readonly pending: readonly ApprovalView[];
}

export interface Decision {
  readonly project: ProjectAddress;
  readonly approvalId: string;
  readonly personId: string;
  readonly status: 'approved' | 'rejected';
  readonly comment: string;
}

export interface StageUpdate {
  readonly run: RunAddress;
  /** Its name in the file. */
  readonly stage: string;
  readonly personId: string;
  readonly state: 'retry' | 'cancel';
}

type Outcome = { readonly run: RunAddress } | { readonly refused: string; readonly status: number };

/** Where the pages get it from; undefined for what is not there. */
export interface RunData {
  listProjects(): Promise<readonly ProjectAddress[]>;
  readProject(address: ProjectAddress): Promise<ProjectView | undefined>;
  readRun(address: RunAddress): Promise<RunView | undefined>;
  readLog(address: RunAddress, log: number): Promise<string | undefined>;
  readEnvironments(address: ProjectAddress): Promise<readonly EnvironmentView[] | undefined>;
  /** Decides as that person would in Azure DevOps; gives the run, or why it was refused. */
  decide(decision: Decision): Promise<Outcome>;
  /** Retries or cancels a stage as that person would. */
  updateStage(update: StageUpdate): Promise<Outcome>;
}
