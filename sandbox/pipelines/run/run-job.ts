import { rm } from 'node:fs/promises';
import type { Endpoint } from '../../agent/task-step.ts';
import { recordDeployment } from '../../azure-devops/environments/deployments.ts';
import type { Result } from '../expressions/context.ts';
import type { JobPlan } from '../plan.ts';
import { jobContext } from './contexts.ts';
import { nextStep, type JobProgress, type JobWork } from './job-steps.ts';
import { issueJobToken } from './job-token.ts';
import { predefinedJobVariables } from './job-variables.ts';
import { factsOf, nowOf, update, yamlOf, type LiveRun } from './live-run.ts';
import { attemptOf, jobOf, jobPlanOf, withJob, type JobName } from './run-state.ts';
import { newStep } from './step-records.ts';
import { over } from './variables.ts';

/** Runs a job on an agent of its own from checkout to its end; the run tells how it ended. `canceled` stops it. */
export async function runJob(live: LiveRun, name: JobName, canceled: AbortSignal): Promise<void> {
  const plan = jobPlanOf(yamlOf(live), name);
  const state = jobOf(yamlOf(live), name);
  const workFolder = live.files.workFolder(live.organisation.document.id, live.build.id, state.id);
  const token = issueJobToken(live);
  const timers = jobTimers(live, plan, canceled);
  deployment(live, name, {});
  try {
    const status = await runSteps(live, name, { plan, workFolder, token, timers });
    const timedOut = timers.timedOut.aborted && !canceled.aborted;
    if (timedOut)
      update(live, (run) =>
        withJob(run, name, {
          issues: [
            {
              type: 'error',
              message: `The job running on agent sandbox ran longer than the maximum time of ${plan.timeoutMinutes} minutes. For more information, see https://go.microsoft.com/fwlink/?linkid=2077134`,
            },
          ],
        }),
      );
    endJob(live, name, resultOf(plan, status));
  } finally {
    timers.clear();
    live.world.store.deleteToken(token);
    await rm(workFolder, { recursive: true, force: true }).catch(() => undefined);
  }
}

const resultOf = ({ continueOnError }: JobPlan, status: Result): Result =>
  status === 'Failed' && continueOnError ? 'SucceededWithIssues' : status;

/** Notes how a job ended. */
export function endJob(live: LiveRun, name: JobName, result: Result): void {
  update(live, (run) => {
    const finishTime = nowOf(live);
    const steps = jobOf(run, name).steps.map((step) =>
      step.state === 'completed' ? step : { ...step, state: 'completed' as const, result: 'Skipped' as const },
    );
    return withJob(run, name, { state: 'completed', result, finishTime, steps });
  });
  deployment(live, name, { result });
}

const DEPLOYED = {
  Succeeded: 'succeeded',
  SucceededWithIssues: 'succeededWithIssues',
  Failed: 'failed',
  Canceled: 'canceled',
  Skipped: 'skipped',
} as const;

/** The deployment that a deployment job is, once it has begun. */
function deployment(live: LiveRun, name: JobName, { result }: { readonly result?: Result }): void {
  const { environment } = jobPlanOf(yamlOf(live), name);
  const state = jobOf(yamlOf(live), name);
  if (environment === undefined || state.startTime === undefined || live.stopped.aborted) return;
  recordDeployment(live, {
    build: live.build,
    environment,
    stage: name.stage,
    attempt: attemptOf(yamlOf(live), name.stage).attempt,
    job: name.job,
    startTime: state.startTime,
    ...(result === undefined || state.finishTime === undefined
      ? {}
      : { finishTime: state.finishTime, result: DEPLOYED[result] }),
  });
}

interface Timers {
  /** The job is told to stop, by a person or by its timeout. */
  readonly canceled: AbortSignal;
  readonly timedOut: AbortSignal;
  /** Its time for stopping is over too. */
  readonly ended: AbortSignal;
  clear(): void;
}

function jobTimers({ world, stopped }: LiveRun, plan: JobPlan, canceled: AbortSignal): Timers {
  const [timedOut, ended] = [new AbortController(), new AbortController()];
  const running = new Set<NodeJS.Timeout>();
  // setTimeout takes no more than about 24 days.
  const later = (minutes: number, act: () => void) =>
    running.add(setTimeout(act, Math.min((minutes * 60_000) / world.clock.speed, 2 ** 31 - 1)));
  if (plan.timeoutMinutes > 0) later(plan.timeoutMinutes, () => timedOut.abort());
  const any = AbortSignal.any([canceled, timedOut.signal]);
  const limit = () => later(plan.cancelTimeoutMinutes, () => ended.abort());
  if (any.aborted) limit();
  else any.addEventListener('abort', limit, { once: true });
  return {
    canceled: any,
    timedOut: timedOut.signal,
    ended: AbortSignal.any([ended.signal, stopped]),
    clear: () => {
      any.removeEventListener('abort', limit);
      for (const timer of running) clearTimeout(timer);
    },
  };
}

interface JobParts {
  readonly plan: JobPlan;
  readonly workFolder: string;
  readonly token: string;
  readonly timers: Timers;
}

async function runSteps(live: LiveRun, name: JobName, { plan, workFolder, token, timers }: JobParts): Promise<Result> {
  const { tasksFolder = '', connections = {}, node } = live.pipeline.yaml ?? {};
  const planned = jobContext(yamlOf(live), name, factsOf(live)).variables;
  const variables = over(planned, await predefinedJobVariables(live, name, { workFolder, token }));
  const enabled = plan.steps.filter((step) => step.enabled);
  const states = enabled.map((step) => newStep(step, tasksFolder));
  update(live, (run) => withJob(run, name, { steps: states }));
  const own: Endpoint = {
    url: live.world.baseUrl,
    authorization: { scheme: 'OAuth', parameters: { AccessToken: token } },
  };
  const { sigintMs, sigtermMs, orphanMs } = live.settings;
  const work: JobWork = {
    live,
    name,
    plan,
    workFolder,
    token,
    canceled: timers.canceled,
    ended: timers.ended,
    base: {
      workFolder,
      endpoints: { SYSTEMVSSCONNECTION: own, ...connections, ...live.settings.connections },
      killSignal: live.stopped,
      ...(node === undefined ? {} : { node }),
      ...{ sigintMs, sigtermMs, orphanMs },
    },
  };
  let progress: JobProgress = { status: 'Succeeded', variables, secrets: [], paths: [] };
  for (const [index, step] of enabled.entries()) {
    const state = states[index];
    if (state && !live.stopped.aborted) progress = await nextStep(work, { step, state }, progress);
  }
  return timers.canceled.aborted ? 'Canceled' : progress.status;
}
