import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { type TaskInput, TaskJson } from './task-schema.ts';
import { parseVisibleRule } from './visible-rule.ts';

/** The first agent that has the handler Node20_1. */
const FIRST_AGENT = '4.248.0';

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

/** The texts whose condition holds. */
const those = (...found: readonly (readonly [when: boolean, problem: string])[]): string[] =>
  found.filter(([when]) => when).map(([, problem]) => problem);

function findFileProblems({ name, execution, minimumAgentVersion }: TaskJson, folder: string): string[] {
  const { Node20_1, Node24 } = execution;
  return those(
    [name !== path.basename(folder), `name is not that of the folder ${path.basename(folder)}`],
    [Node20_1.target !== Node24.target, 'execution: the handlers differ'],
    [!existsSync(path.join(folder, Node20_1.target)), 'execution: there is no such file'],
    [sizeOfPng(path.join(folder, 'icon.png')) !== '32x32', 'icon.png is not 32x32'],
    [isOlder(minimumAgentVersion, FIRST_AGENT), `minimumAgentVersion is below ${FIRST_AGENT}`],
  );
}

/** Whether version `a` is before `b`. */
function isOlder(a: string, b: string): boolean {
  const [left = '', right = ''] = [a, b].map((one) =>
    one
      .split('.')
      .map((part) => part.padStart(6, '0'))
      .join('.'),
  );
  return left < right;
}

/** `undefined` when there is no such file or it is no PNG. */
function sizeOfPng(name: string): string | undefined {
  if (!existsSync(name)) return undefined;
  const file = readFileSync(name);
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
  const isList = type === 'pickList' || type === 'radio';
  const filledLater = (task.dataSourceBindings ?? []).some(({ target }) => target === name);
  const isGroup = groupName === undefined || (task.groups ?? []).some((group) => group.name === groupName);
  const problems = those(
    [isList && !filledLater && !hasKeys(options), 'has no options'],
    [!isList && options !== undefined, 'has options but is no list'],
    [!filledLater && !isDefaultAllowed(input), `may not have the default ${defaultValue ?? ''}`],
    [!isGroup, `is in the group ${groupName ?? ''}, which is missing`],
  );
  return [
    ...problems.map((problem) => `input ${name} ${problem}`),
    ...findRuleProblems(`input ${name}`, visibleRule, task),
  ];
}

const hasKeys = (options: object = {}): boolean => Object.keys(options).length > 0;

/** A boolean must have a default, a connection may not. */
function isDefaultAllowed({ type, defaultValue, options, properties = {} }: TaskInput): boolean {
  if (type === 'boolean') return defaultValue === 'true' || defaultValue === 'false';
  if (defaultValue === undefined) return true;
  if (type === 'int') return /^-?\d+$/.test(defaultValue);
  if (type.startsWith('connectedService:') || type === 'secureFile') return false;
  if (options === undefined || properties.EditableOptions === 'True') return true;
  const chosen = properties.MultiSelect === 'True' ? defaultValue.split(',') : [defaultValue];
  return chosen.every((one) => Object.hasOwn(options, one));
}

function findRuleProblems(of: string, rule: string | undefined, { inputs }: TaskJson): string[] {
  if (rule === undefined) return [];
  const parsed = parseVisibleRule(rule);
  if ('problem' in parsed) return [`the visibleRule of ${of} ${parsed.problem}`];
  return parsed.flatMap(({ name, operator, value }) => {
    const input = inputs.find((one) => one.name === name);
    if (input === undefined || of === `input ${name}`) return [`the visibleRule of ${of} names ${name}`];
    const wrong = ['=', '==', '!='].includes(operator) && value !== '' && !mayBe(input, value);
    return wrong ? [`the visibleRule of ${of} compares ${name} with ${value}`] : [];
  });
}

function mayBe({ type, options, properties }: TaskInput, value: string): boolean {
  if (type === 'boolean') return value === 'true' || value === 'false';
  return options === undefined || properties?.EditableOptions === 'True' || Object.hasOwn(options, value);
}
