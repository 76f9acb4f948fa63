import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { StepRun } from '../../agent/task-step.ts';
import { evaluateCondition } from '../expressions/evaluate.ts';
import { jobOutputName } from '../expressions/outputs.ts';
import type { Result } from '../expressions/context.ts';
import { PipelineInvalid, type JobPlan, type StepPlan } from '../plan.ts';
import type { JobPlace } from './artifact-steps.ts';
import type { AttachmentState, StepState } from './documents.ts';
import { nowOf, update, yamlOf, type LiveRun } from './live-run.ts';
import { runPlannedStep } from './run-step.ts';
import { jobOf, withJob, withStep } from './run-state.ts';
import { runOwnStep, type StepBase, type StepOutcome } from './step-outcome.ts';
import { over, valuesOf, type Layer } from './variables.ts';

/** What a job has come to between two steps. */
export interface JobProgress {
  readonly status: Result;
  readonly variables: Layer;
  readonly secrets: readonly string[];
  /** The last one is found first. */
  readonly paths: readonly string[];
}

export interface JobWork extends JobPlace {
  readonly plan: JobPlan;
  readonly token: string;
  /** The job is told to stop: only steps whose condition still holds go on. */
  readonly canceled: AbortSignal;
  /** Its time to stop is over. */
  readonly ended: AbortSignal;
  readonly base: Omit<StepBase, 'variables'>;
}

const isGood = (result: Result) => result === 'Succeeded' || result === 'SucceededWithIssues';

/** Runs a step when its condition holds, and gives what the job has come to with it. */
export async function nextStep(
  work: JobWork,
  { step, state }: { readonly step: StepPlan; readonly state: StepState },
  before: JobProgress,
): Promise<JobProgress> {
  const { live, name } = work;
  const asked = ask(step, work, before);
  if (asked !== true) {
    const problem = typeof asked === 'string';
    const issues = problem ? [{ type: 'error' as const, message: asked }] : [];
    const result = problem ? 'Failed' : 'Skipped';
    update(live, (run) =>
      withStep(run, name, state.id, { state: 'completed', result, issues, finishTime: nowOf(live) }),
    );
    return problem ? { ...before, status: worse(before.status, 'Failed') } : before;
  }
  const log = { id: yamlOf(live).logs + 1, createdOn: nowOf(live) };
  update(live, (run) => ({
    ...withStep(run, name, state.id, { state: 'inProgress', startTime: nowOf(live), log }),
    logs: log.id,
  }));
  const outcome = await attempt(work, step, { before, log: log.id });
  keep(work, { step, state }, outcome);
  return after(work, { step, outcome }, before);
}

/** True, false, or why the condition cannot be evaluated. */
function ask(step: StepPlan, work: JobWork, { status, variables }: JobProgress): boolean | string {
  try {
    const isCanceled = work.canceled.aborted;
    const jobStatus = isCanceled ? 'Canceled' : status;
    const values = valuesOf(variables);
    return evaluateCondition(step.condition, { kind: 'step', jobStatus, isCanceled, variables: values });
  } catch (error) {
    if (!(error instanceof PipelineInvalid)) throw error;
    return error.message;
  }
}

/** Runs a step, again as often as it says after a failure. */
async function attempt(
  work: JobWork,
  step: StepPlan,
  { before, log }: { readonly before: JobProgress; readonly log: number },
): Promise<StepOutcome> {
  const { live } = work;
  const write = (text: string) => {
    if (live.stopped.aborted) return;
    const { organisation, build } = live;
    live.files.addToLog(organisation.document.id, build.id, { log, text: `${nowOf(live)} ${text}` });
  };
  for (let number = 0; ; number += 1) {
    const last = number >= Math.min(step.retryCountOnTaskFailure, 10);
    const outcome = await once(work, step, { before, write, continueOnError: last && step.continueOnError });
    if (last || outcome.result !== 'Failed' || work.canceled.aborted) return outcome;
    const pause = ((number + 1) ** 2 * 1000) / live.world.clock.speed;
    write(`##[warning]RetryHelper encountered task failure, will retry (attempt #: ${number + 1})`);
    await sleep(pause, undefined, { signal: work.canceled, ref: false }).catch(() => undefined);
  }
}

async function once(
  work: JobWork,
  step: StepPlan,
  {
    before,
    write,
    continueOnError,
  }: {
    readonly before: JobProgress;
    readonly write: (text: string) => void;
    readonly continueOnError: boolean;
  },
): Promise<StepOutcome> {
  const { live, token } = work;
  const stop = new AbortController();
  // A step that runs although the job was cancelled, or that wants to go on then, has until the job's time is over.
  const onCancel = () => {
    if (ask(step, work, before) !== true) stop.abort();
  };
  const end = () => stop.abort();
  work.canceled.addEventListener('abort', onCancel);
  work.ended.addEventListener('abort', end);
  const variables = over(before.variables, { 'Agent.JobStatus': { value: statusOf(work, before) } });
  const { speed } = live.world.clock;
  const base: StepBase = {
    ...work.base,
    variables,
    displayName: step.displayName,
    ...(step.name === undefined ? {} : { name: step.name }),
    stepEnv: step.env,
    continueOnError,
    secrets: before.secrets,
    env: { PATH: [...[...before.paths].reverse(), process.env['PATH'] ?? ''].join(':') },
    ...(step.timeoutMinutes > 0 ? { timeoutMs: (step.timeoutMinutes * 60_000) / speed } : {}),
    signal: stop.signal,
    onLine: write,
  };
  try {
    if (work.ended.aborted) end();
    return await runPlannedStep(work, step, { base, variables, token });
  } catch (error) {
    return await runOwnStep(base, () => Promise.reject(error instanceof Error ? error : new Error(String(error))));
  } finally {
    work.canceled.removeEventListener('abort', onCancel);
    work.ended.removeEventListener('abort', end);
  }
}

const statusOf = ({ canceled }: JobWork, { status }: JobProgress) => (canceled.aborted ? 'Canceled' : status);

/** Writes what a step came to into the run. */
function keep(
  { live, name, plan }: JobWork,
  { step, state }: { readonly step: StepPlan; readonly state: StepState },
  outcome: StepOutcome,
): void {
  const attachments = keepAttachments(live, outcome.attachments);
  const outputs = step.name === undefined ? {} : outcome.outputs;
  const named = Object.entries(outputs).map(([variable, value]) => ({
    key: jobOutputName(plan, step.name ?? '', variable),
    value,
    secret: outcome.variables[`${step.name ?? ''}.${variable}`]?.secret === true,
  }));
  update(live, (run) => {
    const job = jobOf(run, name);
    return withJob(
      withStep(run, name, state.id, {
        state: 'completed',
        result: outcome.result,
        finishTime: nowOf(live),
        issues: outcome.issues.map(({ type, message }) => ({ type, message })),
        attachments,
      }),
      name,
      {
        outputs: { ...job.outputs, ...Object.fromEntries(named.map(({ key, value }) => [key, value])) },
        secretOutputs: [...job.secretOutputs, ...named.flatMap(({ key, secret }) => (secret ? [key] : []))],
      },
    );
  });
  keepFacts(live, outcome);
}

/** Tags and the number of the run, which any step may change. */
function keepFacts(live: LiveRun, { buildTags, variables }: StepOutcome): void {
  if (live.stopped.aborted) return;
  const { build } = live;
  for (const tag of buildTags)
    if (!build.tags.some((one) => one.toLowerCase() === tag.toLowerCase())) build.tags.push(tag);
  build.buildNumber = variables['build.buildNumber']?.value ?? build.buildNumber;
  live.organisation.builds.save(build);
}

function keepAttachments(live: LiveRun, attachments: StepRun['attachments']): readonly AttachmentState[] {
  if (live.stopped.aborted) return [];
  return attachments.map(({ type, name, content }) => {
    const file = randomUUID();
    live.files.writeAttachment(live.organisation.document.id, live.build.id, { file, content });
    return { type, name, file };
  });
}

function after(
  { canceled }: JobWork,
  { outcome }: { readonly step: StepPlan; readonly outcome: StepOutcome },
  before: JobProgress,
): JobProgress {
  const { result } = outcome;
  const status = isGood(result) || !canceled.aborted ? worse(before.status, result) : 'Canceled';
  return {
    status,
    variables: over(before.variables, outcome.variables),
    secrets: [...before.secrets, ...outcome.secretsSet],
    paths: [...before.paths.filter((path) => !outcome.prependedPaths.includes(path)), ...outcome.prependedPaths],
  };
}

const ORDER: readonly Result[] = ['Succeeded', 'SucceededWithIssues', 'Failed', 'Canceled'];

/** A step that was skipped changes nothing. */
const worse = (one: Result, other: Result): Result => (ORDER.indexOf(other) > ORDER.indexOf(one) ? other : one);
