import os from 'node:os';
import { flag, property } from './command-properties.ts';
import { isTrue } from './knobs.ts';
import { escapeData, type LoggingCommand } from './parse-command.ts';
import { readOnlyVariables } from './read-only-variables.ts';
import { isVariableAllowed } from './restrictions.ts';
import type { StepContext } from './step-context.ts';

/** `task.setvariable`. */
export function setVariable(context: StepContext, { properties, data }: LoggingCommand): void {
  const missing = "Required field 'variable' is missing in ##vso[task.setvariable] command.";
  const name = property(properties, 'variable', missing);
  const isSecret = flag(properties, 'issecret');
  const isOutput = flag(properties, 'isoutput');
  checkReadOnly(context, name);
  if (isSecret) {
    refuseLines(context, data);
    context.addSecret(escapeData(data, context.decodePercents));
  }
  if (!isVariableAllowed(name, context.task.restrictions)) {
    context.warning(`Setting variable '${name}' has been disabled by the task or build definition.`);
    return;
  }
  const declared = context.task.outputVariables?.some((output) => output.name.toLowerCase() === name.toLowerCase());
  const isOutputVariable = isOutput || (declared ?? false);
  const variable = context.variables.set(
    isOutputVariable ? `${context.step.name ?? context.task.name}.${name}` : name,
    {
      value: data,
      secret: isSecret,
      readOnly: isOutput || flag(properties, 'isreadonly'),
      preserveCase: flag(properties, 'preservecase'),
    },
  );
  if (variable.secret && data !== '') {
    context.masker.add(data);
    context.secretsSet.push(data);
  }
  if (isOutputVariable) context.outputs[name] = data;
  const { name: key, ...value } = variable;
  context.changed[key] = value;
}

/** `task.settaskvariable`: for later executions of the same task, which a runner of one step has not. */
export function setTaskVariable(context: StepContext, { properties, data }: LoggingCommand): void {
  property(properties, 'variable', "Required field 'variable' is missing in ##vso[task.settaskvariable] command.");
  if (!flag(properties, 'issecret')) return;
  refuseLines(context, data);
  context.addSecret(data);
}

function checkReadOnly(context: StepContext, name: string): void {
  const existing = context.variables.find(name);
  if (!existing || !(existing.readOnly || readOnlyVariables.has(name.toLowerCase()))) return;
  const about =
    'See https://github.com/microsoft/azure-pipelines-yaml/blob/master/design/readonly-variables.md for details.';
  if (context.variables.get('agent.readOnlyVariables')?.toLowerCase() === 'true') {
    throw new Error(`Overwriting readonly variable '${name}' is not permitted. ${about}`);
  }
  context.warning(`Overwriting readonly variable '${name}'. This behavior will be disabled in the future. ${about}`);
}

/** The masker works line by line. */
function refuseLines(context: StepContext, value: string): void {
  if (value.includes(os.EOL) && !isTrue(context.knobs('SYSTEM_UNSAFEALLOWMULTILINESECRET'))) {
    throw new Error('Secrets cannot contain multiple lines');
  }
}
