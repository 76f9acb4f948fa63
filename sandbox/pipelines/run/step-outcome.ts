import type { StepRun, TaskStep } from '../../agent/task-step.ts';

/** What a step leaves to its job. */
export type StepOutcome = Pick<
  StepRun,
  'result' | 'issues' | 'outputs' | 'variables' | 'secretsSet' | 'attachments' | 'prependedPaths' | 'buildTags'
>;

/** What every step of a job is run with. */
export type StepBase = Omit<TaskStep, 'taskFolder' | 'inputs'>;

const nothing = { outputs: {}, variables: {}, secretsSet: [], attachments: [], prependedPaths: [], buildTags: [] };

/** A step that the agent does itself; what it throws fails the step. */
export async function runOwnStep(
  { displayName = '', continueOnError, onLine }: StepBase,
  work: (write: (line: string) => void) => Promise<void>,
): Promise<StepOutcome> {
  const write = onLine ?? (() => undefined);
  write(`##[section]Starting: ${displayName}`);
  try {
    await work(write);
    return { ...nothing, result: 'Succeeded', issues: [] };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    write(`##[error]${message}`);
    const result = continueOnError ? 'SucceededWithIssues' : 'Failed';
    return { ...nothing, result, issues: [{ type: 'error', message, data: {} }] };
  } finally {
    write(`##[section]Finishing: ${displayName}`);
  }
}
