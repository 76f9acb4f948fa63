import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { taskEnvironment } from './environment.ts';
import { expandMacros } from './expand-macros.ts';
import { runCommand } from './run-handler.ts';
import { runStep } from './run-task-step.ts';
import type { TaskDefinition } from './task-definition.ts';
import type { StepRun, TaskStep } from './task-step.ts';

/** What `script:` and `bash:` are on Linux and macOS. */
export const scriptTask: TaskDefinition = {
  id: 'd9bafed4-0b18-4f58-968d-86655b4d2ce9',
  name: 'CmdLine',
  friendlyName: 'Command line',
  description: 'Run a command line script using Bash on Linux and macOS and cmd.exe on Windows',
  author: 'Microsoft Corporation',
  helpUrl: 'https://docs.microsoft.com/azure/devops/pipelines/tasks/utility/command-line',
  version: { Major: 2, Minor: 250, Patch: 1 },
};

export interface ScriptStep extends Omit<TaskStep, 'taskFolder' | 'inputs'> {
  readonly script: string;
  /** Rooted at the sources; these themselves when left out. */
  readonly workingDirectory?: string | undefined;
}

/** Runs a script by bash as the agent does: macros expanded, the exit code that of the last command. */
export function runScriptStep({ script, workingDirectory, ...rest }: ScriptStep): Promise<StepRun> {
  const step: TaskStep = { ...rest, taskFolder: '', inputs: {} };
  return runStep(step, scriptTask, async (context, agentEnv, signal) => {
    const { variables } = context;
    const expand = (text: string) => expandMacros(text, (name) => variables.get(name));
    const temporary = variables.get('Agent.TempDirectory') ?? step.workFolder;
    const file = path.join(temporary, `${randomUUID()}.sh`);
    await writeFile(file, expand(script));
    const env = taskEnvironment({
      agentEnv,
      stepEnv: step.stepEnv ?? {},
      variables,
      inputs: new Map(),
      endpoints: [],
    });
    const root = variables.get('System.DefaultWorkingDirectory') ?? step.workFolder;
    const cwd = path.resolve(root, expand(workingDirectory ?? '').trim());
    // Secret variables reach a script only where its env: names them.
    const open = Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('SECRET_')));
    return runCommand(context, { file: 'bash', arguments: ['--noprofile', '--norc', file], cwd, env: open }, signal);
  });
}
