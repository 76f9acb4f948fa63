/** How a step, a job or a stage ended, as expressions name it. */
export type Result = 'Succeeded' | 'SucceededWithIssues' | 'Failed' | 'Canceled' | 'Skipped';

/** A job as others see it. Names of outputs: `step.variable`, of a deployment job `job.step.variable` (see outputs.ts). */
export interface JobOutcome {
  readonly result: Result;
  readonly outputs: Readonly<Record<string, string>>;
}

/** What a runtime expression may see. Names are looked up without regard to case; what is missing is null. */
export type RuntimeContext = StepContext | JobContext | StageContext;

interface Common {
  /** Variables by name, secrets among them, macros in them expanded. */
  readonly variables: Readonly<Record<string, string>>;
  /** The run was told to stop: `canceled()`. */
  readonly isCanceled: boolean;
}

/** For the condition of a step. It sees no dependencies. */
export interface StepContext extends Common {
  readonly kind: 'step';
  /** The job so far, Agent.JobStatus. */
  readonly jobStatus: Result;
}

/** For the condition of a job, and for `$[ ]` in its variables. */
export interface JobContext extends Common {
  readonly kind: 'job';
  /** Jobs of the same stage that it names in dependsOn. */
  readonly dependencies: Readonly<Record<string, JobOutcome>>;
  /** All jobs before it in the stage, over any number of dependencies: what `succeeded()` looks at. */
  readonly previous: Readonly<Record<string, Result>>;
  /** Stages that its stage names in dependsOn, with their jobs. */
  readonly stageDependencies: Readonly<Record<string, Readonly<Record<string, JobOutcome>>>>;
}

/** For the condition of a stage, and for `$[ ]` in its variables. */
export interface StageContext extends Common {
  readonly kind: 'stage';
  /** Stages that it names in dependsOn. Names of outputs: `job.` and the job's own name of the output (see outputs.ts). */
  readonly dependencies: Readonly<Record<string, JobOutcome>>;
  /** All stages before it, over any number of dependencies. */
  readonly previous: Readonly<Record<string, Result>>;
  readonly stageDependencies: Readonly<Record<string, Readonly<Record<string, JobOutcome>>>>;
}
