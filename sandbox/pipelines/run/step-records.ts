import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { scriptTask } from '../../agent/run-script-step.ts';
import { versionOf, type TaskDefinition } from '../../agent/task-definition.ts';
import type { StepPlan } from '../plan.ts';
import type { StepState } from './documents.ts';
import { taskFolderOf } from './run-step.ts';

/** The record of a step that is still to come. */
export function newStep(step: StepPlan, tasksFolder: string): StepState {
  const task = taskOf(step, tasksFolder);
  return {
    id: randomUUID(),
    displayName: step.displayName,
    ...(step.name === undefined ? {} : { refName: step.name }),
    ...(task ? { task: { id: task.id, name: task.name, version: versionOf(task) } } : {}),
    state: 'pending',
    issues: [],
    attachments: [],
  };
}

/** The definition of a built task; undefined when there is none. */
export function findTask(tasksFolder: string, name: string): TaskDefinition | undefined {
  const folder = taskFolderOf(tasksFolder, name);
  if (folder === undefined) return undefined;
  return JSON.parse(readFileSync(path.join(folder, 'task.json'), 'utf8').replace(/^\uFEFF/, '')) as TaskDefinition;
}

function taskOf(step: StepPlan, tasksFolder: string): TaskDefinition | undefined {
  if (step.kind === 'script') return scriptTask;
  return step.kind === 'task' ? findTask(tasksFolder, step.task) : undefined;
}
