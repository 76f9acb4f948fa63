import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as z from 'zod';

const NumberLike = z.union([z.number(), z.string()]);

const TaskJson = z.object({
  version: z.object({ Major: NumberLike, Minor: NumberLike, Patch: NumberLike }),
  inputs: z
    .array(z.object({ name: z.string(), defaultValue: z.union([z.string(), z.number(), z.boolean()]).optional() }))
    .default([]),
  outputVariables: z.array(z.object({ name: z.string() })).default([]),
});

/** What a task needs of its own task.json. */
export interface Manifest {
  readonly version: string;
  /** Trimmed defaults by the input's name in lower case, for names compare without case. */
  readonly defaults: ReadonlyMap<string, string>;
  readonly outputs: ReadonlySet<string>;
}

/** Reads the task.json beside the program that Node was started with: the agent starts the bundle in its folder. */
export function readManifest(program = process.argv[1] ?? ''): Manifest {
  const { version, inputs, outputVariables } = TaskJson.parse(
    JSON.parse(readFileSync(join(dirname(program), 'task.json'), 'utf8')),
  );
  const defaults = inputs.flatMap(({ name, defaultValue }): [string, string][] =>
    defaultValue === undefined ? [] : [[name.toLowerCase(), String(defaultValue).trim()]],
  );
  return {
    version: `${version.Major}.${version.Minor}.${version.Patch}`,
    defaults: new Map(defaults),
    outputs: new Set(outputVariables.map(({ name }) => name)),
  };
}
