import { existsSync } from 'node:fs';
import path from 'node:path';
import { runScriptStep } from '../../agent/run-script-step.ts';
import { runTaskStep } from '../../agent/run-task-step.ts';
import type { StepPlan } from '../plan.ts';
import { downloadArtifacts, publishArtifact, type JobPlace } from './artifact-steps.ts';
import { checkOut } from './checkout-step.ts';
import { runOwnStep, type StepBase, type StepOutcome } from './step-outcome.ts';
import type { Layer } from './variables.ts';

/** The folder of a built task, whatever the case of its name; undefined when there is none. */
export function taskFolderOf(tasksFolder: string, task: string): string | undefined {
  const folder = path.join(tasksFolder, path.basename(task));
  return existsSync(path.join(folder, 'task.json')) ? folder : undefined;
}

/** Runs one step of a job. */
export async function runPlannedStep(
  place: JobPlace,
  step: StepPlan,
  { base, variables, token }: { readonly base: StepBase; readonly variables: Layer; readonly token: string },
): Promise<StepOutcome> {
  switch (step.kind) {
    case 'script':
      return runScriptStep({ ...base, script: step.script, workingDirectory: step.workingDirectory });
    case 'task': {
      const { tasksFolder = '' } = place.live.pipeline.yaml ?? {};
      const taskFolder = taskFolderOf(tasksFolder, step.task);
      if (taskFolder === undefined)
        return runOwnStep(base, () => Promise.reject(new Error(`The task ${step.task} is not built.`)));
      return runTaskStep({ ...base, taskFolder, inputs: step.inputs });
    }
    case 'checkout':
      return runOwnStep(base, async (write) => write(await checkOut(place, step, token)));
    case 'publish':
      return runOwnStep(base, async (write) =>
        write(`Artifact ${await publishArtifact(place, step, variables)} is published.`),
      );
    case 'download':
      return runOwnStep(base, async (write) => {
        for (const name of await downloadArtifacts(place, step, variables)) write(`Artifact ${name} is downloaded.`);
      });
  }
}
