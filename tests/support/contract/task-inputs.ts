import type * as z from 'zod';
import type { InputMeta } from '../../../src/agent/input-types.ts';
import type { TaskInput } from './task-schema.ts';

export type InputTypes = typeof import('../../../src/agent/input-types.ts');

/** Imported late, as the tasks' inputs are: they must be one module, for it remembers what it made. */
export const importInputTypes = (): Promise<InputTypes> => import('../../../src/agent/input-types.ts');

/** The schema that a task reads its inputs with. */
export async function importInputs(task: string): Promise<z.ZodObject> {
  const { Inputs } = (await import(`../../../tasks/${task}/inputs.ts`)) as { Inputs: z.ZodObject };
  return Inputs;
}

/** The types that an input of task.json may have for what the task reads it as. */
const TYPES: Readonly<Record<Exclude<InputMeta['kind'], 'connection'>, readonly string[]>> = {
  text: ['string', 'multiLine', 'filePath'],
  flag: ['boolean'],
  choice: ['pickList', 'radio'],
  lines: ['multiLine'],
  list: ['string', 'multiLine'],
  integer: ['string', 'int'],
  decimal: ['string'],
};

/** Where task.json and the schema say different things of an input. */
export async function findDifferences(input: TaskInput, field: z.ZodType): Promise<readonly string[]> {
  const { findInputMeta } = await importInputTypes();
  const meta = findInputMeta(field);
  if (meta === undefined) return [`${input.name} is not made from src/agent/input-types.ts`];
  const { type, defaultValue, options, required, visibleRule } = input;
  const wanted = meta.connection === undefined ? [] : [`connectedService:slipway-${meta.connection}`];
  const types = meta.kind === 'connection' ? wanted : TYPES[meta.kind];
  const mayBeAbsent = field.safeParse(undefined).success;
  const problems: string[] = [];
  if (!types.includes(type)) problems.push(`is ${type} and read as ${meta.kind}`);
  if (meta.kind === 'choice' && Object.keys(options ?? {}).join() !== meta.options?.join())
    problems.push(`has other options: ${meta.options?.join() ?? ''}`);
  // A check box is never empty: Azure DevOps does not call it required.
  if (!mayBeAbsent && !required && type !== 'boolean') problems.push('is not required, but the task needs it');
  if (mayBeAbsent && required && visibleRule === undefined) problems.push('is required, but the task does not need it');
  if (defaultValue !== undefined && !field.safeParse(defaultValue).success)
    problems.push(`has the default ${defaultValue}, which the task refuses`);
  return problems.map((problem) => `${input.name} ${problem}`);
}
