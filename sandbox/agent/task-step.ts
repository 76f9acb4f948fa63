/** A service connection, as the server hands it to the agent. */
export interface Endpoint {
  /** GUID; made from the name when left out. */
  readonly id?: string;
  readonly name?: string;
  readonly url: string;
  readonly authorization: { readonly scheme: string; readonly parameters: Readonly<Record<string, string>> };
  readonly data?: Readonly<Record<string, string>>;
}

export interface VariableValue {
  readonly value: string;
  readonly secret?: boolean;
  readonly readOnly?: boolean;
  readonly preserveCase?: boolean;
}

/** By name (`System.CollectionUri`); names compare without case. */
export type JobVariables = Readonly<Record<string, VariableValue | string>>;

/** One task step of a job. Times are milliseconds; their defaults are the agent's. */
export interface TaskStep {
  /** A built task: task.json and the files it runs. Copied below the work folder and run there. */
  readonly taskFolder: string;
  /** As in YAML: a connection by its name or GUID, an input by its name or alias. */
  readonly inputs: Readonly<Record<string, string>>;
  readonly variables: JobVariables;
  /** By connection name or GUID, and `SYSTEMVSSCONNECTION` for Azure DevOps itself. */
  readonly endpoints: Readonly<Record<string, Endpoint>>;
  /** The agent's `_work`. `_tasks`, `_temp`, `_tool` and `1/{s,a,b,TestResults}` are made in it. */
  readonly workFolder: string;
  /** The step's `name:`, under which later steps find its outputs; the task's name when left out. */
  readonly name?: string;
  readonly displayName?: string;
  readonly continueOnError?: boolean;
  /** The step's `env:`. */
  readonly stepEnv?: Readonly<Record<string, string>>;
  /** A Node or its path; chosen as the agent does when left out. */
  readonly node?: 20 | 24 | (string & {});
  /** What earlier steps of the job gave to `task.setsecret`. */
  readonly secrets?: readonly string[];
  /** Added to the agent's own environment, which is otherwise only PATH, HOME and their like. */
  readonly env?: Readonly<Record<string, string>>;
  /** Put before the script on Node's command line. */
  readonly nodeArguments?: readonly string[];
  /** The step's timeout. */
  readonly timeoutMs?: number;
  /** Cancels the job. */
  readonly signal?: AbortSignal;
  /** Ends the process at once, as when the agent itself is killed. */
  readonly killSignal?: AbortSignal;
  /** From SIGINT to SIGTERM. */
  readonly sigintMs?: number;
  /** From SIGTERM to SIGKILL. */
  readonly sigtermMs?: number;
  /** From `task.complete` with `done=true` to the end of the step. */
  readonly doneMs?: number;
  /** How long pipes are read that the ended process left open in a child. */
  readonly orphanMs?: number;
  /** Each masked line of the log, as a person sees it, at once. */
  readonly onLine?: (line: string) => void;
}

export type StepResult = 'Succeeded' | 'SucceededWithIssues' | 'Failed' | 'Canceled' | 'Skipped';

export interface Issue {
  readonly type: 'error' | 'warning';
  readonly message: string;
  /** The other properties of the command: sourcepath, linenumber, columnnumber, code and what the task added. */
  readonly data: Readonly<Record<string, string>>;
}

export interface Attachment {
  readonly type: string;
  readonly name: string;
  readonly path: string;
  /** Read when the command arrived. */
  readonly content: Buffer;
}

export interface StepRun {
  readonly result: StepResult;
  /** What the last `task.complete` or progress said, or why the step was skipped. */
  readonly message?: string;
  /** At most ten of each type, as in the timeline record. */
  readonly issues: readonly Issue[];
  /** What later stages see: set with isoutput, or declared in task.json. */
  readonly outputs: Readonly<Record<string, string>>;
  /** Everything the step set, as later steps see it (outputs under `step.name`); give it to them. */
  readonly variables: Readonly<Record<string, VariableValue>>;
  /** What the task gave to `task.setsecret`, and the secret variables it set. */
  readonly secretsSet: readonly string[];
  /** Everything attached to the run, with summaries and uploaded files under the agent's types for these. */
  readonly attachments: readonly Attachment[];
  /** The contents of the uploaded summaries. */
  readonly summaries: readonly string[];
  /** Directories that the next steps find first in PATH, the last one first. */
  readonly prependedPaths: readonly string[];
  /** What `build.addbuildtag` put on the run. */
  readonly buildTags: readonly string[];
  /** Masked. */
  readonly log: string;
  /** Both streams as the task wrote them, NOT masked: for tests that look for leaks. */
  readonly rawOutput: string;
  /** 128 and the signal's number for a process ended by a signal; undefined when none ran to its end. */
  readonly exitCode: number | undefined;
  readonly durationMs: number;
}
