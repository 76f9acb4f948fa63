import type { Outcome } from '../outcome.ts';
import type { Failure } from './failure.ts';
import { findVariable } from './job.ts';
import type { Manifest } from './manifest.ts';

/** Everything known about a finished task. */
export interface TaskResult {
  readonly task: string;
  readonly manifest: Manifest | undefined;
  /** Undefined when the inputs could not be read. */
  readonly given: ReadonlyMap<string, string> | undefined;
  readonly startedAt: Date;
  readonly finishedAt: Date;
  readonly outcome: Outcome['kind'] | 'failed' | 'cancelled';
  readonly summary: string;
  readonly failure: Failure | undefined;
  readonly outputs: Readonly<Record<string, string>>;
  readonly result: Outcome['result'];
}

/** The document of the result file. What the use case gives cannot overwrite what is said about the task here. */
export function renderTaskResult(finished: TaskResult): Readonly<Record<string, unknown>> {
  const { task, manifest, given, outcome, summary, failure, outputs, result } = finished;
  return {
    ...result,
    schema: result?.schema ?? 1,
    task,
    version: manifest?.version,
    run: {
      collectionUri: findVariable('System.CollectionUri'),
      project: findVariable('System.TeamProject'),
      buildId: findVariable('Build.BuildId'),
      buildNumber: findVariable('Build.BuildNumber'),
      job: findVariable('System.JobName'),
      attempt: findVariable('System.JobAttempt'),
    },
    startedAt: finished.startedAt.toISOString(),
    finishedAt: finished.finishedAt.toISOString(),
    outcome,
    summary,
    ...(failure === undefined ? {} : { error: failure }),
    outputs,
    inputs: renderInputs(given, manifest),
  };
}

function renderInputs(given: TaskResult['given'], manifest: Manifest | undefined): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    [...(given ?? [])].map(([name, value]) => {
      const isDefault = manifest?.defaults.get(name.toLowerCase()) === value;
      return [name, { value, origin: isDefault ? 'default' : 'given' }];
    }),
  );
}
