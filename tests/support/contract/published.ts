import type { TaskJson } from './task-schema.ts';

/** What pipelines may use of a major version of a task: inputs with their options, and outputs. */
interface PublishedTask {
  readonly inputs: Readonly<Record<string, readonly string[]>>;
  readonly outputs: readonly string[];
}

export type Published = Readonly<Record<string, PublishedTask>>;

const ADD = 'is new: add it to tests/contract/published-inputs.json, for it stays from now on.';
const REMOVED =
  'is published and gone: pipelines that use it break. Bring it back; only a new major version may leave it out.';

/** Where the tasks and what was published of them differ, with what to do about it. */
export function findUnpublished(tasks: readonly TaskJson[], published: Published): readonly string[] {
  const current = new Map(tasks.map((task) => [`${task.name}@${task.version.Major}`, listNames(task)]));
  const gone = Object.entries(published).flatMap(([task, names]) => {
    const present = current.get(task);
    if (present === undefined) return [`${task} ${REMOVED}`];
    return [...flatten(names)].filter((name) => !present.has(name)).map((name) => `${task}: ${name} ${REMOVED}`);
  });
  const added = [...current].flatMap(([task, names]) => {
    const known = published[task];
    if (known === undefined) return [`${task} ${ADD}`];
    return [...names].filter((name) => !flatten(known).has(name)).map((name) => `${task}: ${name} ${ADD}`);
  });
  return [...gone, ...added];
}

const listNames = ({ inputs, outputVariables }: TaskJson): ReadonlySet<string> =>
  flatten({
    inputs: Object.fromEntries(inputs.map(({ name, options = {} }) => [name, Object.keys(options)])),
    outputs: outputVariables.map(({ name }) => name),
  });

const flatten = ({ inputs, outputs }: PublishedTask): ReadonlySet<string> =>
  new Set([
    ...Object.keys(inputs).map((name) => `input ${name}`),
    ...Object.entries(inputs).flatMap(([name, options]) => options.map((option) => `option ${name}: ${option}`)),
    ...outputs.map((name) => `output ${name}`),
  ]);
