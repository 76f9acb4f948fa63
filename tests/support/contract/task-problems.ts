import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { type TaskInput, TaskJson } from './task-schema.ts';
import { parseVisibleRule } from './visible-rule.ts';

/** The first agent that has the handler Node20_1. */
const FIRST_AGENT = [4, 248, 0];

/** What is wrong with the task.json that stands, or would stand, in the built `folder`. */
export function findTaskProblems(json: unknown, folder: string): readonly string[] {
  const parsed = TaskJson.safeParse(json);
  if (!parsed.success)
    return parsed.error.issues.map(({ path: at, message }) => `${at.map(String).join('.')}: ${message}`);
  const task = parsed.data;
  return [
    ...findFileProblems(task, folder),
    ...findNameProblems(task),
    ...task.inputs.flatMap((input) => findInputProblems(input, task)),
    ...(task.groups ?? []).flatMap(({ name, visibleRule }) => findRuleProblems(`group ${name}`, visibleRule, task)),
  ];
}

function findFileProblems({ name, execution, minimumAgentVersion }: TaskJson, folder: string): string[] {
  const problems: string[] = [];
  if (name !== path.basename(folder)) problems.push(`name is not that of the folder ${path.basename(folder)}`);
  if (execution.Node20_1.target !== execution.Node24.target) problems.push('execution: the handlers differ');
  if (!existsSync(path.join(folder, execution.Node20_1.target))) problems.push('execution: there is no such file');
  const icon = path.join(folder, 'icon.png');
  if (!existsSync(icon) || sizeOfPng(readFileSync(icon)) !== '32x32') problems.push('icon.png is not 32x32');
  const [major = 0, minor = 0, patch = 0] = minimumAgentVersion.split('.').map(Number);
  const [a = 0, b = 0, c = 0] = FIRST_AGENT;
  if (major < a || (major === a && (minor < b || (minor === b && patch < c))))
    problems.push(`minimumAgentVersion is below ${FIRST_AGENT.join('.')}`);
  return problems;
}

/** `undefined` when the file is no PNG. */
export function sizeOfPng(file: Buffer): string | undefined {
  if (!file.subarray(0, 8).equals(Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'))) return undefined;
  return `${file.readUInt32BE(16)}x${file.readUInt32BE(20)}`;
}

function findNameProblems(task: TaskJson): string[] {
  const { inputs, outputVariables, groups = [], restrictions, instanceNameFormat, dataSourceBindings = [] } = task;
  const problems = [
    ...repeated(inputs.flatMap(({ name, aliases = [] }) => [name, ...aliases])).map((name) => `input ${name} twice`),
    ...repeated(outputVariables.map(({ name }) => name)).map((name) => `output ${name} twice`),
    ...repeated(groups.map(({ name }) => name)).map((name) => `group ${name} twice`),
  ];
  const allowed = restrictions.settableVariables.allowed.join();
  if (allowed !== outputVariables.map(({ name }) => name).join())
    problems.push('restrictions.settableVariables are not the outputs');
  const named = [...instanceNameFormat.matchAll(/\$\(([^)]*)\)/g)].map(([, name = '']) => name);
  for (const name of [...named, ...dataSourceBindings.map(({ target }) => target)])
    if (!inputs.some((input) => input.name === name)) problems.push(`${name} is no input`);
  for (const { name } of groups)
    if (!inputs.some(({ groupName }) => groupName === name)) problems.push(`group ${name} is empty`);
  return problems;
}

function repeated(names: readonly string[]): readonly string[] {
  const lower = names.map((name) => name.toLowerCase());
  return names.filter((name, index) => lower.indexOf(name.toLowerCase()) !== index);
}

function findInputProblems(input: TaskInput, task: TaskJson): string[] {
  const { name, type, defaultValue, options, groupName, visibleRule } = input;
  const problems: string[] = [];
  const isList = type === 'pickList' || type === 'radio';
  const filledLater = task.dataSourceBindings?.some(({ target }) => target === name) ?? false;
  const choices = Object.keys(options ?? {});
  if (isList && choices.length === 0 && !filledLater) problems.push('has no options');
  if (!isList && options !== undefined) problems.push('has options but is no list');
  if (defaultValue !== undefined && !isDefaultAllowed(input, filledLater))
    problems.push(`may not have the default ${defaultValue}`);
  if (type === 'boolean' && defaultValue === undefined) problems.push('is a boolean without a default');
  if (groupName !== undefined && !task.groups?.some((group) => group.name === groupName))
    problems.push(`is in the group ${groupName}, which is missing`);
  return [
    ...problems.map((problem) => `input ${name} ${problem}`),
    ...findRuleProblems(`input ${name}`, visibleRule, task),
  ];
}

function isDefaultAllowed({ type, defaultValue = '', options, properties }: TaskInput, filledLater: boolean): boolean {
  if (type === 'boolean') return defaultValue === 'true' || defaultValue === 'false';
  if (type === 'int') return /^-?\d+$/.test(defaultValue);
  if (type.startsWith('connectedService:') || type === 'secureFile') return false;
  if (options === undefined || filledLater || properties?.EditableOptions === 'True') return true;
  const chosen = properties?.MultiSelect === 'True' ? defaultValue.split(',') : [defaultValue];
  return chosen.every((one) => Object.hasOwn(options, one));
}

function findRuleProblems(of: string, rule: string | undefined, { inputs }: TaskJson): string[] {
  if (rule === undefined) return [];
  const parsed = parseVisibleRule(rule);
  if ('problem' in parsed) return [`the visibleRule of ${of} ${parsed.problem}`];
  return parsed.flatMap(({ name, operator, value }) => {
    const input = inputs.find((one) => one.name === name);
    if (input === undefined || of === `input ${name}`) return [`the visibleRule of ${of} names ${name}`];
    const choices = input.type === 'boolean' ? ['true', 'false'] : Object.keys(input.options ?? {});
    const isFree = choices.length === 0 || input.properties?.EditableOptions === 'True' || value === '';
    return isFree || !['=', '==', '!='].includes(operator) || choices.includes(value)
      ? []
      : [`the visibleRule of ${of} compares ${name} with ${value}`];
  });
}
