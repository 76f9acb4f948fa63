import path from 'node:path';
import { expandMacros } from './expand-macros.ts';
import { parseGuid, type KnownEndpoint } from './endpoints.ts';
import { isTrue, type Knobs } from './knobs.ts';
import type { TaskDefinition, TaskInput } from './task-definition.ts';
import type { Variables } from './variables.ts';

interface InputSources {
  readonly task: TaskDefinition;
  readonly given: Readonly<Record<string, string>>;
  readonly variables: Variables;
  readonly agentEnv: Readonly<Record<string, string>>;
  readonly endpoints: readonly KnownEndpoint[];
  readonly knobs: Knobs;
}

export interface ResolvedInputs {
  /** By the name under which it was first seen. */
  readonly inputs: ReadonlyMap<string, string>;
  /** The connections that these inputs name. */
  readonly endpoints: readonly KnownEndpoint[];
  /** Names of connections that do not exist; the server would have refused the pipeline. */
  readonly unknownConnections: readonly string[];
}

/** The inputs of a step as the task gets them, and the connections that go with them. Nothing is validated. */
export function resolveInputs(sources: InputSources): ResolvedInputs {
  const { task, variables, agentEnv, knobs } = sources;
  const inputs = new CaseInsensitive();
  const trim = (text: string) => (isTrue(knobs('DISABLE_INPUT_TRIMMING')) ? text : text.trim());
  for (const input of task.inputs ?? []) inputs.set(input.name.trim(), trim(defaultOf(input)));
  for (const [name, value] of Object.entries(sources.given)) {
    if (name.trim() !== '') inputs.set(nameOf(task, name.trim()), trim(value));
  }
  const trimExpanded = isTrue(knobs('AGENT_ENABLE_VARIABLE_INPUT_TRIMMING'));
  inputs.map((value) => {
    const expanded = expandMacros(value, (name) => variables.get(name));
    return expandMacros(trimExpanded && expanded !== value ? expanded.trim() : expanded, (name) => agentEnv[name]);
  });
  for (const input of task.inputs ?? []) {
    if (input.type?.toLowerCase() === 'filepath') inputs.set(input.name, rootedPath(inputs.get(input.name), variables));
  }
  const { found, unknown } = findConnections(inputs, sources);
  return { inputs: inputs.entries(), endpoints: found, unknownConnections: unknown };
}

function defaultOf({ defaultValue }: TaskInput): string {
  return String(defaultValue ?? '');
}

/** The server puts an input's own name in place of its alias. */
function nameOf(task: TaskDefinition, given: string): string {
  const same = (name: string) => name.toLowerCase() === given.toLowerCase();
  if (task.inputs?.some((input) => same(input.name))) return given;
  return task.inputs?.find((input) => input.aliases?.some(same))?.name ?? given;
}

/** A file path without root stands below the sources; an empty one becomes the sources directory. */
function rootedPath(value: string, variables: Variables): string {
  const root = variables.get('Build.SourcesDirectory') ?? '';
  return path.resolve(root, value);
}

/** Puts GUIDs in place of connection names, as the server does, and collects the connections. */
function findConnections(inputs: CaseInsensitive, { task, endpoints }: InputSources) {
  const found = new Set<KnownEndpoint>();
  const unknown: string[] = [];
  for (const input of task.inputs ?? []) {
    const value = inputs.get(input.name);
    if (!input.type?.toLowerCase().startsWith('connectedservice:') || value === '') continue;
    const ids = value.split(',').map((part) => {
      const wanted = part.trim();
      const id = parseGuid(wanted);
      const endpoint = endpoints.find((e) => e.id !== '' && (id ? e.id === id : sameName(e.name, wanted)));
      if (endpoint) found.add(endpoint);
      else if (wanted !== '') unknown.push(wanted);
      return endpoint && id === undefined ? endpoint.id : part;
    });
    inputs.set(input.name, ids.join(','));
  }
  return { found: [...found], unknown };
}

const sameName = (a: string, b: string) => a.toLowerCase() === b.toLowerCase();

class CaseInsensitive {
  readonly #values = new Map<string, { name: string; value: string }>();

  get(name: string): string {
    return this.#values.get(name.toLowerCase())?.value ?? '';
  }

  set(name: string, value: string): void {
    const before = this.#values.get(name.toLowerCase());
    this.#values.set(name.toLowerCase(), { name: before?.name ?? name, value });
  }

  map(change: (value: string) => string): void {
    for (const entry of this.#values.values()) entry.value = change(entry.value);
  }

  entries(): ReadonlyMap<string, string> {
    return new Map([...this.#values.values()].map(({ name, value }) => [name, value]));
  }
}
