import { cp, mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { nodeBinary } from '../../scripts/nodes.ts';
import { chooseHandler, chooseNode, type Handler } from './choose-node.ts';
import { isSystemEndpoint } from './endpoints.ts';
import { taskEnvironment } from './environment.ts';
import { resolveInputs } from './inputs.ts';
import { processLine } from './process-line.ts';
import { runProcess } from './run-process.ts';
import type { StepContext } from './step-context.ts';
import { versionOf, type TaskDefinition } from './task-definition.ts';
import type { TaskStep } from './task-step.ts';
import type { Variables } from './variables.ts';

/**
 * Runs the task's process to its end and notes what it did to the result. Gives the exit code, undefined when it was
 * not run to its end; throws what the step fails with.
 */
export async function runHandler(
  context: StepContext,
  agentEnv: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<number | undefined> {
  const { step, task, variables, knobs } = context;
  const chosen = chooseHandler(task);
  if (!chosen) {
    throw new Error(
      'The current operating system is not capable of running this task. That typically means the task was written ' +
        'for Windows only. For example, written for Windows Desktop PowerShell.',
    );
  }
  const resolved = resolveInputs({
    task,
    given: step.inputs,
    variables,
    agentEnv,
    endpoints: context.endpoints,
    knobs,
  });
  for (const name of resolved.unknownConnections) {
    context.warning(`The server would refuse this pipeline: there is no service connection '${name}'.`);
  }
  if (resolved.endpoints.length > 0 && isRestrictedFork(variables)) {
    context.result = 'Skipped';
    context.message =
      'References service endpoint. PRs from repository forks are not allowed to access secrets in the pipeline.';
    return undefined;
  }
  const script = path.join(await installTask(step, task), chosen.target);
  const env = taskEnvironment({
    agentEnv,
    stepEnv: step.stepEnv ?? {},
    variables,
    inputs: resolved.inputs,
    endpoints: [...resolved.endpoints, ...context.endpoints.filter(isSystemEndpoint)],
  });
  const file = nodeOf(context, chosen.handler);
  context.debug(`Using node path: ${file}`);
  const cwd = chosen.workingDirectory || (variables.get('System.DefaultWorkingDirectory') ?? step.workFolder);
  const arguments_ = [...(step.nodeArguments ?? []), script];
  return await runCommand(context, { file, arguments: arguments_, cwd, env }, signal);
}

function isRestrictedFork(variables: Variables): boolean {
  const names = ['System.RestrictSecrets', 'System.PullRequest.IsFork'];
  return names.every((name) => variables.get(name)?.toLowerCase() === 'true');
}

/** A job downloads each task into an empty folder. */
async function installTask(step: TaskStep, task: TaskDefinition): Promise<string> {
  const folder = path.join(path.resolve(step.workFolder), '_tasks', `${task.name}_${task.id}`, versionOf(task));
  await rm(folder, { recursive: true, force: true });
  await mkdir(path.dirname(folder), { recursive: true });
  await cp(step.taskFolder, folder, { recursive: true, dereference: true });
  return folder;
}

function nodeOf(context: StepContext, handler: Handler): string {
  const { node } = context.step;
  if (node === 20 || node === 24) return nodeBinary(node);
  if (node !== undefined) return node;
  const { binary, warnings } = chooseNode(handler, context.knobs);
  for (const warning of warnings) context.warning(warning);
  return binary;
}

interface Command {
  readonly file: string;
  readonly arguments: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

/** Runs a program to its end with its output read for commands; gives its exit code, undefined when it was not waited for. */
export async function runCommand(
  context: StepContext,
  command: Command,
  signal: AbortSignal,
): Promise<number | undefined> {
  const { step, knobs } = context;
  let forced = false;
  const process = runProcess({
    ...command,
    signal,
    sigintMs: step.sigintMs ?? Number(knobs('PROCESS_SIGINT_TIMEOUT') || 7500),
    sigtermMs: step.sigtermMs ?? Number(knobs('PROCESS_SIGTERM_TIMEOUT') || 2500),
    orphanMs: step.orphanMs ?? 5000,
    onLine: (line) => {
      context.rawLines.push(line);
      if (!forced) processLine(context, line);
    },
  });
  const kill = () => process.kill();
  step.killSignal?.addEventListener('abort', kill, { once: true });
  let timer: NodeJS.Timeout | undefined;
  const done = new Promise<'done'>((resolve) => {
    context.onDone = () => {
      timer ??= setTimeout(() => resolve('done'), step.doneMs ?? 5000);
    };
  });
  const exitCode = await Promise.race([process.ended, done]).finally(() => {
    clearTimeout(timer);
    step.killSignal?.removeEventListener('abort', kill);
  });
  if (exitCode === 'done') {
    forced = true;
    process.kill();
    return undefined;
  }
  judgeEnd(context, command, { exitCode, cancelled: signal.aborted });
  return exitCode;
}

function judgeEnd(context: StepContext, command: Command, end: { exitCode: number; cancelled: boolean }): void {
  if (end.cancelled) {
    const byJob = context.step.signal?.aborted === true;
    context.error(byJob ? 'The operation was canceled.' : 'The task has timed out.');
    context.result = byJob ? 'Canceled' : 'Failed';
  } else if (end.exitCode !== 0) {
    const script = command.arguments.at(-1) ?? '';
    context.error(
      `Exit code ${end.exitCode} returned from process: file name '${command.file}', arguments '"${script}"'.`,
      { source: 'TaskInternal' },
    );
    context.result = 'Failed';
  }
}
