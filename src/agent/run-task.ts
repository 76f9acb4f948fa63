import type * as z from 'zod';
import type { Log } from '../log.ts';
import type { Outcome } from '../outcome.ts';
import type { Redactor } from '../redact.ts';
import { watchCancellation } from './cancellation.ts';
import { watchCrashes } from './crashes.ts';
import { describeFailure, describeStack, type Failure } from './failure.ts';
import { createJob, type Job } from './job.ts';
import { createLog } from './log.ts';
import { type Manifest, readManifest } from './manifest.ts';
import { type Network, readNetwork } from './network.ts';
import { clean, flushOutput, redactor, writeLine } from './output.ts';
import { publishResult } from './publish-result.ts';
import { readInputs, type ReadInputs } from './read-inputs.ts';
import type { TaskResult } from './task-result.ts';
import { tl } from './task-lib.ts';

/** What a task can show for itself, also when it fails half-way. */
export type Progress = Pick<Outcome, 'outputs' | 'result' | 'markdown'>;

/** What the agent gives a use case. */
export interface TaskContext<T> extends Pick<ReadInputs<T>, 'inputs' | 'connection'> {
  readonly job: Job;
  readonly network: Network;
  readonly log: Log;
  /** Aborted when the run is cancelled or timed out; 4 s later the task ends without waiting any longer. */
  readonly signal: AbortSignal;
  /** Masks the known secrets in text that leaves for elsewhere than the log. */
  readonly redact: Redactor['redact'];
  /** Keeps what was done so far, to be reported if the task fails or is cancelled. The last call counts. */
  readonly keepProgress: (progress: Progress) => void;
  /** Marks the run for people and for searches; the run's own, so that no permission is needed. */
  readonly tagRun: (tag: string) => void;
}

/** A use case that has ended but left sockets or timers behind holds the agent no longer than this. */
const LINGER_MS = 1000;

/**
 * Runs a task as the agent expects it: the whole of every tasks/<Name>/index.ts. Reads the inputs and connections of
 * `task.inputs`, gives them to `useCase`, and ends with exactly one result and one summary sentence, whatever is thrown.
 */
export async function runTask<S extends z.ZodObject>(
  task: { readonly name: string; readonly inputs: S },
  useCase: (context: TaskContext<z.output<S>>) => Promise<Outcome>,
): Promise<void> {
  const startedAt = new Date();
  const log = createLog(clean, writeLine);
  const { signal, graceOver } = watchCancellation();
  const crashed = watchCrashes(log);
  process.once('exit', failUnreported);
  for (const stream of [process.stdout, process.stderr]) stream.on('error', leaveUnheard);
  const run: Run = { manifest: undefined, given: undefined, progress: {}, settled: false };

  const work = async (): Promise<Outcome> => {
    run.manifest = readManifest();
    log.info(`Slipway ${task.name} ${run.manifest.version}`);
    log.debug(`Node ${process.version} on ${process.platform} ${process.arch}`);
    const { given, ...read } = readInputs(task.inputs);
    run.given = given;
    return useCase({
      ...read,
      job: createJob(),
      network: readNetwork(log),
      log,
      signal,
      redact: redactor.redact,
      keepProgress(kept) {
        run.progress = kept;
      },
      tagRun: (tag) => tl.addBuildTag(tag),
    });
  };

  let ending: Ending;
  try {
    ending = await Promise.race([work().finally(() => (run.settled = true)), crashed, graceOver]);
  } catch (error) {
    const failure = describeFailure(error, signal.aborted);
    log.debug(describeStack(error));
    ending = { ...run.progress, kind: signal.aborted ? 'cancelled' : 'failed', summary: failure.message, failure };
  }
  log.closeGroups();
  const { kind: outcome, summary, failure, outputs = {}, result, markdown } = ending;
  const { manifest, given } = run;
  const finished = { task: task.name, manifest, given, startedAt, finishedAt: new Date(), outcome, summary };
  publishResult({ ...finished, failure, outputs, result }, markdown, log);
  reportEnding(ending, log);
  await leave(run.settled ? LINGER_MS : 0);
}

/** What is known while the task runs. */
interface Run {
  manifest: Manifest | undefined;
  given: TaskResult['given'];
  progress: Progress;
  settled: boolean;
}

type Ending = Omit<Outcome, 'kind'> & { readonly kind: TaskResult['outcome']; readonly failure?: Failure };

/** The one place that says how the task ended. The agent keeps the worst result it is told. */
function reportEnding({ kind, summary, failure }: Ending, log: Log): void {
  process.off('exit', failUnreported);
  const sentence = clean(failure === undefined ? summary : formatFailure(failure));
  switch (kind) {
    case 'succeeded':
    case 'skipped':
      log.info(summary);
      tl.setResult(tl.TaskResult.Succeeded, sentence);
      break;
    case 'warned':
      tl.setResult(tl.TaskResult.SucceededWithIssues, sentence);
      break;
    case 'blocked':
    case 'failed':
    case 'cancelled':
      tl.setResult(tl.TaskResult.Failed, sentence);
      break;
  }
}

/** The code closes the first line, so that a list of problems stays readable; the hint has a line of its own. */
function formatFailure({ code, message, hint }: Failure): string {
  const [first = '', ...others] = message.split('\n');
  return [`${first} [${code}]`, ...others, ...(hint === undefined ? [] : [hint])].join('\n');
}

/**
 * Nobody reads what we print: the agent is gone. To report that would fail in the same way, for ever, and whatever the
 * task still wrote to other systems would be written unseen.
 */
function leaveUnheard(): void {
  process.off('exit', failUnreported);
  process.exit(1);
}

/** Without a result the agent would call the task a success. */
function failUnreported(): void {
  process.exitCode = 0;
  tl.setResult(
    tl.TaskResult.Failed,
    'Unexpected failure in the extension: the process was ended from inside. [INTERNAL]',
  );
}

/**
 * Ends the process by force after `milliseconds` if it does not end by itself: a hanging use case cannot be stopped
 * otherwise. Exit code 0, because the result has been told; any other would be reported as a second error.
 */
async function leave(milliseconds: number): Promise<void> {
  process.exitCode = 0;
  await flushOutput();
  setTimeout(() => process.exit(0), milliseconds).unref();
}
