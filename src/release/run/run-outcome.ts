import { SlipwayError } from '../../errors.ts';
import type { Outcome } from '../../outcome.ts';
import type { PollEnd } from '../../poll-until.ts';
import type { Look } from './follow-run.ts';
import type { Pipeline, PipelineRun } from './ports.ts';
import { describeTrouble } from './timeline.ts';

/** The outputs while there is no run. */
export const NO_RUN: Readonly<Record<string, string>> = { runId: '', runUrl: '', result: '', pendingApprovals: '' };

/** What can be told of a run at any moment. */
export interface RunReport extends Partial<Look> {
  readonly pipeline: Pipeline;
  readonly run: PipelineRun;
  /** It was there before this task. */
  readonly reused: boolean;
}

/** Outputs and result, also for a task that fails or is cancelled later. `pendingApprovals` holds a stage for each. */
export function reportRun({ pipeline, run, records = [], pending = [], reused }: RunReport) {
  const result = run.result ?? 'inProgress';
  return {
    outputs: {
      runId: String(run.id),
      runUrl: run.webUrl,
      result,
      pendingApprovals: pending.map(({ stage }) => stage).join(','),
    },
    result: {
      schema: 1,
      pipeline: { id: pipeline.id, name: pipeline.name, folder: pipeline.folder },
      run: {
        id: run.id,
        number: run.number,
        url: run.webUrl,
        branch: run.branch,
        commit: run.commit,
        parameters: run.parameters,
        result,
        reused,
      },
      stages: records
        .filter(({ type }) => type === 'Stage')
        .map(({ name, state, result: ended, attempt }) => ({ name, state, result: ended ?? null, attempt })),
      pendingApprovals: pending,
    },
  } as const;
}

const nameOf = ({ pipeline, run }: RunReport): string => `Run ${run.id} of "${pipeline.name}"`;

/** For a task that does not wait. */
export const renderStarted = (report: RunReport): Outcome => ({
  kind: 'succeeded',
  summary: `${nameOf(report)} is ${report.reused ? 'there already' : 'queued'}: ${report.run.webUrl}`,
  ...reportRun(report),
});

/** How the run ended. Throws RUN_FAILED, RUN_CANCELED or RUN_TIMEOUT. */
export function renderEnd(started: RunReport, end: PollEnd<Look>, timeoutMinutes: number): Outcome {
  const report = { ...started, ...(end.kind === 'done' ? end.value : end.last) };
  if (end.kind === 'expired') throw timedOut(report, end.fault, timeoutMinutes);
  switch (report.run.result) {
    case 'succeeded':
      return { kind: 'succeeded', summary: `${nameOf(report)} succeeded.`, ...reportRun(report) };
    case 'partiallySucceeded':
      return { kind: 'warned', summary: `${nameOf(report)} succeeded with issues.`, ...reportRun(report) };
    case 'canceled':
      throw ended(report, 'was cancelled', { code: 'RUN_CANCELED', hint: 'Run it again if that was not meant.' });
    case 'failed':
    case undefined:
      throw ended(report, 'failed', { code: 'RUN_FAILED', hint: `Look at ${report.run.webUrl}` });
  }
}

function ended(report: RunReport, how: string, details: { readonly code: string; readonly hint: string }) {
  const trouble = describeTrouble(report.records ?? []);
  return new SlipwayError(`${nameOf(report)} ${how}${trouble === undefined ? '.' : `: ${trouble}`}`, {
    kind: 'remote',
    ...details,
  });
}

function timedOut(report: RunReport, fault: SlipwayError | undefined, timeoutMinutes: number): SlipwayError {
  const { pending = [] } = report;
  const waits = pending.map(({ stage }) => stage).join(', ');
  const approval = waits === '' ? '' : `; it waits for approval of ${waits}`;
  const last = fault === undefined ? '' : `; the last look failed: ${fault.message}`;
  return new SlipwayError(
    `${nameOf(report)} was not seen to end within ${timeoutMinutes} min${approval}${last}. It is left to go on.`,
    {
      kind: 'remote',
      code: 'RUN_TIMEOUT',
      hint: `Look at ${report.run.webUrl} and raise "timeoutMinutes" if it needs longer: with "reuse" the next run of this task follows the same run.`,
      cause: fault,
    },
  );
}
