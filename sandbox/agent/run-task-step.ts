import { summaryType } from './attachment-commands.ts';
import { knownEndpoints } from './endpoints.ts';
import { agentEnvironment } from './environment.ts';
import { knobsOf } from './knobs.ts';
import { runHandler } from './run-handler.ts';
import { isSecretParameter } from './secret-masker.ts';
import { mergeResults, StepContext } from './step-context.ts';
import { readTaskDefinition, versionOf, type TaskDefinition } from './task-definition.ts';
import type { StepRun, TaskStep } from './task-step.ts';
import { Variables } from './variables.ts';
import { addStepVariables, makeWorkFolder } from './work-folder.ts';

/** Runs one built task as the Azure Pipelines agent runs a Node task step. Rejects only when it cannot be read. */
export const runTaskStep = async (step: TaskStep): Promise<StepRun> =>
  runStep(step, await readTaskDefinition(step.taskFolder), runHandler);

/** Gives the exit code, undefined when there is none; throws what the step fails with. */
export type StepHandler = typeof runHandler;

/** Runs a step whose work is the handler's; all around it is the same for every step. */
export async function runStep(step: TaskStep, task: TaskDefinition, handler: StepHandler): Promise<StepRun> {
  const started = performance.now();
  const agentEnv = agentEnvironment(process.env, step.env);
  const variables = new Variables(step.variables);
  const knobs = knobsOf(variables, agentEnv);
  const context = new StepContext({ step, task, variables, endpoints: knownEndpoints(step.endpoints), knobs });
  addSecrets(context);
  await makeWorkFolder(step.workFolder, variables);
  addStepVariables(variables, step, task);
  for (const warning of variables.expandEachOther()) context.warning(warning);
  for (const { value } of variables.all().filter(({ secret }) => secret)) context.masker.add(value);
  context.write(`Starting: ${step.displayName ?? task.name}`, '##[section]');
  printTask(context, task);
  const exitCode = await runUntilEnd(context, agentEnv, handler);
  finish(context);
  return runOf(context, exitCode, performance.now() - started);
}

function addSecrets({ masker, variables, endpoints, step }: StepContext): void {
  for (const secret of step.secrets ?? []) masker.add(secret);
  for (const { secret, value } of variables.all()) if (secret) masker.addJobSecret(value);
  for (const endpoint of endpoints) {
    for (const [name, value] of Object.entries(endpoint.authorization.parameters)) {
      if (isSecretParameter(name)) masker.add(value);
    }
  }
}

function printTask(context: StepContext, task: TaskDefinition): void {
  const line = '='.repeat(78);
  context.write(line);
  context.write(`Task         : ${task.friendlyName ?? ''}`);
  context.write(`Description  : ${task.description ?? ''}`);
  context.write(`Version      : ${versionOf(task)}`);
  context.write(`Author       : ${task.author ?? ''}`);
  context.write(`Help         : ${task.helpUrl ?? task.helpMarkDown ?? ''}`);
  context.write(line);
}

/** Runs the task, and turns what the agent would throw into the step's error. */
async function runUntilEnd(context: StepContext, agentEnv: Readonly<Record<string, string>>, handler: StepHandler) {
  const cancel = new AbortController();
  const { step } = context;
  const timer = step.timeoutMs === undefined ? undefined : setTimeout(() => cancel.abort(), step.timeoutMs);
  const cancelJob = () => {
    context.error('The Operation will be canceled. The next steps may not contain expected logs.');
    cancel.abort();
  };
  if (step.signal?.aborted) cancelJob();
  else step.signal?.addEventListener('abort', cancelJob, { once: true });
  try {
    return await handler(context, agentEnv, cancel.signal);
  } catch (error) {
    context.error(error instanceof Error ? error.message : String(error), { source: 'TaskInternal' });
    context.result = 'Failed';
    return undefined;
  } finally {
    clearTimeout(timer);
    step.signal?.removeEventListener('abort', cancelJob);
  }
}

function finish(context: StepContext): void {
  if (context.commandResult) context.result = mergeResults(context.result, context.commandResult);
  context.result ??= 'Succeeded';
  if (context.result === 'Failed' && context.step.continueOnError) context.result = 'SucceededWithIssues';
  context.write(`Finishing: ${context.step.displayName ?? context.task.name}`, '##[section]');
}

function runOf(context: StepContext, exitCode: number | undefined, durationMs: number): StepRun {
  const isSummary = (type: string) => type.toLowerCase() === summaryType.toLowerCase();
  return {
    result: context.result ?? 'Succeeded',
    ...(context.message ? { message: context.masker.mask(context.message) } : {}),
    issues: context.issues,
    outputs: context.outputs,
    variables: context.changed,
    secretsSet: context.secretsSet,
    attachments: context.attachments,
    summaries: context.attachments.filter(({ type }) => isSummary(type)).map(({ content }) => content.toString('utf8')),
    prependedPaths: context.prependedPaths,
    buildTags: context.buildTags,
    log: context.lines.map((line) => `${line}\n`).join(''),
    rawOutput: context.rawLines.map((line) => `${line}\n`).join(''),
    exitCode,
    durationMs,
  };
}
