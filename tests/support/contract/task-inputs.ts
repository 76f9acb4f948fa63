import type * as z from 'zod';
import type * as inputTypes from '../../../src/agent/input-types.ts';
import type { TaskInput } from './task-schema.ts';

export type InputTypes = typeof inputTypes;

/** Imported late, as the tasks' inputs are: they must be one module, for it remembers what it made. */
export const importInputTypes = (): Promise<InputTypes> => import('../../../src/agent/input-types.ts');

/** The schema that a task reads its inputs with. */
export async function importInputs(task: string): Promise<z.ZodObject> {
  const { Inputs } = (await import(`../../../tasks/${task}/inputs.ts`)) as { Inputs: z.ZodObject };
  return Inputs;
}

/** The types that an input of task.json may have for what the task reads it as. */
const TYPES: Readonly<Record<Exclude<inputTypes.InputMeta['kind'], 'connection'>, readonly string[]>> = {
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
  const { type, defaultValue, options = {} } = input;
  const sameOptions = meta.options === undefined || Object.keys(options).join() === meta.options.join();
  const isTaken = defaultValue === undefined || field.safeParse(defaultValue).success;
  const problems = [
    typesOf(meta).includes(type) ? '' : `is ${type} and read as ${meta.kind}`,
    sameOptions ? '' : 'has other options than the task reads',
    findNeedProblem(input, field.safeParse(undefined).success),
    isTaken ? '' : `has the default ${defaultValue}, which the task refuses`,
  ];
  return problems.filter((problem) => problem !== '').map((problem) => `${input.name} ${problem}`);
}

const typesOf = ({ kind, connection }: inputTypes.InputMeta): readonly string[] =>
  kind === 'connection' ? [`connectedService:slipway-${String(connection)}`] : TYPES[kind];

function findNeedProblem({ type, required, visibleRule }: TaskInput, mayBeAbsent: boolean): string {
  // A check box is never empty: Azure DevOps does not call it required.
  if (!mayBeAbsent && !required && type !== 'boolean') return 'is not required, but the task needs it';
  return mayBeAbsent && required && visibleRule === undefined ? 'is required, but the task does not need it' : '';
}
