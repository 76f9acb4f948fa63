import { cancel, checkpointsOf, releaseLocks } from '../../azure-devops/environments/checkpoint.ts';
import { endJob } from './run-job.ts';
import { nowOf, update, yamlOf, type LiveRun } from './live-run.ts';
import { attemptOf, withJob, withStage } from './run-state.ts';

/** What jobs say that ran when a sandbox on the same folder was stopped. */
export const LOST =
  'The agent lost communication with the server: We stopped hearing from agent sandbox. Verify the agent machine is running and has a healthy network connection.';

/** Jobs that ran when a sandbox on the same folder was stopped have failed; everything else goes on where it was. */
export function recoverJobs(live: LiveRun): void {
  for (const { name: stage } of yamlOf(live).stages)
    for (const { name: job, state, steps } of attemptOf(yamlOf(live), stage).jobs) {
      if (state !== 'running') continue;
      const name = { stage, job };
      const ended = steps.map((step) =>
        step.state === 'inProgress'
          ? { ...step, state: 'completed' as const, result: 'Canceled' as const, finishTime: nowOf(live) }
          : step,
      );
      update(live, (run) => withJob(run, name, { steps: ended, issues: [{ type: 'error', message: LOST }] }));
      endJob(live, name, 'Failed');
    }
}

/** A fault of the executor ends the run, with what it was; nobody is asked for it any more, nor kept waiting by its locks. */
export function failRun(live: LiveRun, error: unknown): void {
  const message = `The sandbox could not go on with this run: ${error instanceof Error ? error.message : String(error)}`;
  update(live, (run) => {
    let failed = run;
    const finishTime = nowOf(live);
    for (const { name } of run.stages) {
      const attempt = attemptOf(failed, name);
      if (attempt.state === 'completed') continue;
      const jobs = attempt.jobs.map((job) =>
        job.state === 'completed'
          ? job
          : { ...job, state: 'completed' as const, result: 'Canceled' as const, finishTime },
      );
      failed = withStage(failed, name, { state: 'completed', result: 'Failed', finishTime, jobs });
    }
    return { ...failed, result: 'failed', finishTime, issues: [...run.issues, { type: 'error', message }] };
  });
  if (live.stopped.aborted) return;
  for (const checkpoint of checkpointsOf(live, live.build.id)) releaseLocks(live, cancel(live, checkpoint));
}
