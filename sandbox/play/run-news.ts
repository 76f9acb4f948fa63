import * as z from 'zod';
import { scriptTask } from '../agent/run-script-step.ts';
import type { JobState, StageState, StepState } from '../pipelines/run/documents.ts';
import { planOf } from '../pipelines/run/run-state.ts';
import type { Play, PlayedRun } from './play.ts';
import { placeOf } from './play.ts';

/** Something of a run that has ended. */
interface News {
  readonly id: string;
  readonly isGood: boolean;
  readonly describe: () => string;
  /** ISO 8601. */
  readonly at: string;
}

const Result = z.object({ summary: z.string() });

const isGood = (result: string | undefined) => result === 'Succeeded' || result === 'SucceededWithIssues';

/** Tasks with what they say of themselves, and jobs of scripts, in the order in which they ended. */
export const newsOf = (play: Play, run: PlayedRun): readonly News[] =>
  run.yaml.stages
    .flatMap((stage) =>
      stage.attempts.flatMap(({ jobs }) => jobs.flatMap((job) => newsOfJob(play, { run, stage, job }))),
    )
    .sort((one, other) => (one.at < other.at ? -1 : one.at > other.at ? 1 : 0));

interface JobPlace {
  readonly run: PlayedRun;
  readonly stage: StageState;
  readonly job: JobState;
}

function newsOfJob(play: Play, { run, stage, job }: JobPlace): readonly News[] {
  const ended = job.steps.filter(({ state, result, task }) => state === 'completed' && result !== 'Skipped' && task);
  const tasks = ended
    .filter((step) => !isScript(step))
    .map((step) => ({
      id: step.id,
      isGood: isGood(step.result),
      describe: () => describeTask(play, run, step),
      at: step.finishTime ?? '',
    }));
  if (job.name === 'gate' || job.state !== 'completed' || !ended.some(isScript)) return tasks;
  const plan = planOf(run.yaml, stage.name).jobs.find(({ name }) => name === job.name);
  const text = `${plan?.displayName ?? job.name}${isGood(job.result) ? '.' : ' failed.'}`;
  return [...tasks, { id: job.id, isGood: isGood(job.result), describe: () => text, at: job.finishTime ?? '' }];
}

const isScript = ({ task }: StepState): boolean => task?.id === scriptTask.id;

function describeTask(play: Play, { build }: PlayedRun, step: StepState): string {
  const seconds = (Date.parse(step.finishTime ?? '') - Date.parse(step.startTime ?? '')) / 1000;
  const said = summaryOf(play, build.id, step) ?? step.issues.at(-1)?.message ?? step.result ?? '';
  return `${step.displayName}: ${said} (${seconds.toFixed(1)} s)`;
}

function summaryOf(play: Play, run: number, { attachments }: StepState): string | undefined {
  const file = attachments.find(({ type }) => type === 'slipway.result')?.file;
  if (file === undefined) return undefined;
  const { world, organisation } = placeOf(play);
  const text = world.executor.files.readAttachment(organisation.document.id, run, file).toString('utf8');
  return Result.parse(JSON.parse(text)).summary;
}
