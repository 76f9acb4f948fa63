import type { Endpoint } from '../../agent/task-step.ts';

/** How the executor and its agents go about their work; tests make it quicker. */
export interface ExecutorSettings {
  /** Jobs that run at a time, of all runs. */
  agents: number;
  /** From SIGINT to SIGTERM, from there to SIGKILL, and how long an ended process' pipes are read; real milliseconds. */
  sigintMs: number;
  sigtermMs: number;
  orphanMs: number;
  /** Real milliseconds between two looks at a checkpoint. */
  checkpointMs: number;
  /** Runs that triggers may start of one pipeline: none starts itself for ever. */
  mostTriggeredRuns: number;
  /** Service connections that are laid over those of every pipeline, and kept on no disk. */
  connections?: Readonly<Record<string, Endpoint>>;
}
