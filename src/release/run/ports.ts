/** A pipeline in a list. */
export interface PipelineName {
  readonly id: number;
  readonly name: string;
  /** With backslashes; \ is the root. */
  readonly folder: string;
}

export interface Pipeline extends PipelineName {
  /** Paused: runs are queued and do not start. */
  readonly state: 'enabled' | 'paused' | 'disabled';
  /** Undefined when the code is not in Azure Repos. */
  readonly repositoryId: string | undefined;
  /** refs/heads/..., where runs start when nothing else is said. */
  readonly defaultBranch: string | undefined;
}

export type RunStatus = 'notStarted' | 'inProgress' | 'cancelling' | 'completed';
export type RunResult = 'succeeded' | 'partiallySucceeded' | 'failed' | 'canceled';

export interface PipelineRun {
  readonly id: number;
  readonly number: string;
  readonly status: RunStatus;
  /** Undefined until it is completed. */
  readonly result: RunResult | undefined;
  /** refs/... */
  readonly branch: string;
  readonly commit: string;
  /** As the service keeps them: the service may add the defaults of those not given. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly tags: readonly string[];
  /** Where a person finds it. */
  readonly webUrl: string;
}

export interface Issue {
  readonly type: 'error' | 'warning';
  readonly message: string;
}

export interface TimelineRecord {
  readonly id: string;
  readonly parentId: string | undefined;
  /** Stage, Phase, Job, Task, Checkpoint, Checkpoint.Approval, ... */
  readonly type: string;
  readonly name: string;
  /** Of a step: the task that it runs. */
  readonly task?: string | undefined;
  readonly state: 'pending' | 'inProgress' | 'completed';
  /** succeeded, succeededWithIssues, failed, canceled, skipped, abandoned; undefined until it is completed. */
  readonly result: string | undefined;
  /** 1, 2, ... */
  readonly attempt: number;
  readonly order: number;
  readonly issues: readonly Issue[];
}

/** An approval that a run waits for. */
export interface Approval {
  readonly id: string;
  readonly isPending: boolean;
  /** Names of those who may approve. */
  readonly approvers: readonly string[];
}

/** What a run is queued with. */
export interface NewRun {
  readonly pipelineId: number;
  /** refs/... */
  readonly branch: string | undefined;
  /** Undefined: the branch's newest one. */
  readonly commit: string | undefined;
  readonly parameters: Readonly<Record<string, string>>;
}

/** The pipelines of one project. Each method is one read or one write. */
export interface RunHost {
  /** Those of that name, in any case, in any folder. */
  findPipelines(name: string): Promise<readonly PipelineName[]>;
  readPipeline(id: number): Promise<Pipeline>;
  /** The commit that a ref of a repository of Azure Repos stands at; undefined when there is no such ref. */
  readTip(repositoryId: string, ref: string): Promise<string | undefined>;
  /** The newest runs of a pipeline, on any branch unless one is named, the newest first: a few hundred at most. */
  listRuns(pipelineId: number, branch: string | undefined): Promise<readonly PipelineRun[]>;
  readRun(id: number): Promise<PipelineRun>;
  readTimeline(id: number): Promise<readonly TimelineRecord[]>;
  readApprovals(ids: readonly string[]): Promise<readonly Approval[]>;
  /**
   * Queues a run. After a lost answer it is looked for among the runs with an id above `newestKnown`. Gives its id.
   * Throws RUN_NOT_QUEUED with what the service has against it.
   */
  queue(run: NewRun, newestKnown: number): Promise<number>;
  /** The run of ours with an id above `newestKnown` that was queued with this; undefined when there is none. */
  findQueued(run: NewRun, newestKnown: number): Promise<number | undefined>;
  addTag(id: number, tag: string): Promise<void>;
  /** Asks for the cancellation, which comes later. */
  cancel(id: number): Promise<void>;
}
