import { PipelineInvalid, type JobPlan, type RunPlan, type StepPlan } from '../plan.ts';
import type { YamlSettings } from '../../azure-devops/pipelines/documents.ts';
import type { TaskDefinition } from '../../agent/task-definition.ts';
import { findTask } from './step-records.ts';

/**
 * The plan as the sandbox runs it: the tasks for scripts become scripts. Throws PipelineInvalid for what it cannot run
 * and what the service would refuse: agentless jobs, tasks that are not built, connections that do not exist.
 */
export function checkPlan(plan: RunPlan, settings: YamlSettings): RunPlan {
  return {
    ...plan,
    stages: plan.stages.map((stage) => ({
      ...stage,
      jobs: stage.jobs.map((job) => {
        refuseServer(job);
        return { ...job, steps: job.steps.map((step) => checkStep(step, job, settings)) };
      }),
    })),
  };
}

function refuseServer({ pool, name, steps }: JobPlan): void {
  if (pool !== 'server') return;
  const tasks = steps.flatMap((step) => (step.kind === 'task' ? [`${step.task}@${step.major}`] : []));
  throw new PipelineInvalid(
    `Job ${name}: the sandbox runs no agentless jobs (pool: server${tasks.length === 0 ? '' : `, ${tasks.join(', ')}`}).`,
  );
}

function checkStep(step: StepPlan, job: JobPlan, settings: YamlSettings): StepPlan {
  if (step.kind !== 'task') return step;
  const script = scriptOf(step);
  if (script) return script;
  const task = findTask(settings.tasksFolder, step.task);
  if (!task || Number(task.version.Major) !== step.major)
    throw new PipelineInvalid(
      `A task is missing. The pipeline references a task called '${step.task}'. This usually indicates the task isn't installed, and you may be able to install it from the Marketplace: https://marketplace.visualstudio.com. (Task version ${step.major}, job '${job.name}', step '${step.name ?? ''}'.)`,
    );
  refuseConnections(step, { task, job, settings });
  return step;
}

interface TaskUse {
  readonly task: TaskDefinition;
  readonly job: JobPlan;
  readonly settings: YamlSettings;
}

function refuseConnections(step: Extract<StepPlan, { kind: 'task' }>, { task, job, settings }: TaskUse): void {
  const known = Object.keys(settings.connections).map((name) => name.toLowerCase());
  for (const { name, aliases = [], type = '' } of task.inputs ?? []) {
    if (!type.toLowerCase().startsWith('connectedservice:')) continue;
    const value = valueOf(step.inputs, [name, ...aliases]);
    if (value === '' || value.includes('$(') || known.includes(value.toLowerCase())) continue;
    throw new PipelineInvalid(
      `The pipeline is not valid. Job ${job.name}: Step ${step.name ?? step.task} input ${name} references service connection ${value} which could not be found. The service connection does not exist, has been disabled or has not been authorized for use. For authorization details, refer to https://aka.ms/yamlauthz.`,
    );
  }
}

function valueOf(inputs: Readonly<Record<string, string>>, names: readonly string[]): string {
  const wanted = names.map((name) => name.toLowerCase());
  return (
    Object.entries(inputs)
      .find(([name]) => wanted.includes(name.toLowerCase()))?.[1]
      .trim() ?? ''
  );
}

/** Bash@3 and CmdLine@2 with their script in the file. */
function scriptOf(step: Extract<StepPlan, { kind: 'task' }>): StepPlan | undefined {
  const reference = `${step.task.toLowerCase()}@${step.major}`;
  if (reference !== 'bash@3' && reference !== 'cmdline@2') return undefined;
  const script = valueOf(step.inputs, ['script']);
  const isInline = reference === 'cmdline@2' || valueOf(step.inputs, ['targetType']).toLowerCase() === 'inline';
  if (!isInline) throw new PipelineInvalid(`${step.task}@${step.major}: the sandbox runs inline scripts only.`);
  const { task: _task, major: _major, inputs, ...common } = step;
  const workingDirectory = valueOf(inputs, ['workingDirectory']);
  return {
    ...common,
    kind: 'script',
    script,
    workingDirectory: workingDirectory === '' ? undefined : workingDirectory,
  };
}
