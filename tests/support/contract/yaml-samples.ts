import { parseAllDocuments } from 'yaml';
import type { TaskInput, TaskJson } from './task-schema.ts';

type Step = Readonly<Record<string, unknown>>;

/** What is wrong with the uses of our tasks in a YAML sample. Steps of other tasks are left alone. */
export function findSampleProblems(sample: string, tasks: readonly TaskJson[]): readonly string[] {
  const documents = parseAllDocuments(sample);
  const errors = documents.flatMap((document) => [...document.errors, ...document.warnings]);
  if (errors.length > 0) return errors.map(({ message }) => message);
  const steps = documents.flatMap((document) => findSteps(document.toJS()));
  return steps.flatMap((step) => {
    const [name, major] = String(step['task']).split('@');
    const task = tasks.find((one) => one.name.toLowerCase() === name?.toLowerCase());
    if (task === undefined) return [];
    if (task.name !== name || String(task.version.Major) !== major)
      return [`There is no task ${String(step['task'])}.`];
    return [
      ...findInputProblems(step['inputs'] ?? {}, task),
      ...(typeof step['name'] === 'string' ? findOutputProblems(sample, step['name'], task) : []),
    ];
  });
}

/** Everything with a key `task`, wherever it stands: steps are found below any template expression. */
function findSteps(value: unknown): readonly Step[] {
  if (typeof value !== 'object' || value === null) return [];
  const below = Object.values(value).flatMap(findSteps);
  return 'task' in value ? [value, ...below] : below;
}

function findInputProblems(given: object, { name, inputs }: TaskJson): readonly string[] {
  const values = new Map(Object.entries(given).map(([key, value]) => [key, value === null ? '' : String(value)]));
  const unknown = [...values.keys()].filter((key) => !inputs.some((input) => input.name === key));
  const wrong = inputs.filter((input) => {
    const value = values.get(input.name);
    return value !== undefined && !isAllowed(value, input);
  });
  const missing = inputs.filter(
    (input) => input.required && !input.visibleRule && !input.defaultValue && !values.get(input.name),
  );
  return [
    ...unknown.map((key) => `${name} has no input ${key}.`),
    ...wrong.map((input) => `${name} does not take ${input.name}: ${values.get(input.name) ?? ''}.`),
    ...missing.map((input) => `${name} needs ${input.name}.`),
  ];
}

/** Variables and template expressions are known at the run only. */
function isAllowed(value: string, { type, options, properties }: TaskInput): boolean {
  if (/\$\(|\$\{\{|\$\[/.test(value)) return true;
  if (type === 'boolean') return value === 'true' || value === 'false';
  return options === undefined || properties?.EditableOptions === 'True' || Object.hasOwn(options, value);
}

function findOutputProblems(sample: string, step: string, { name, outputVariables }: TaskJson): readonly string[] {
  const used = [...sample.matchAll(new RegExp(`\\b${step}\\.(\\w+)`, 'g'))].map(([, output = '']) => output);
  const unknown = used.filter((one) => !outputVariables.some((output) => output.name === one));
  return unknown.map((output) => `${name} has no output ${output}.`);
}
