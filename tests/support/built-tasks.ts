import path from 'node:path';

/** Where the built tasks are: dist/, or an unzipped VSIX. */
export const tasksRoot = process.env['TASKS_ROOT'] ?? path.join(import.meta.dirname, '../../dist/tasks');

/** `-node20`, or nothing when the agent chooses. */
export function nodeMajor(): string {
  const node = process.env['TASK_NODE'];
  return node === undefined ? '' : `-node${/node(\d+)/.exec(node)?.[1] ?? ''}`;
}
