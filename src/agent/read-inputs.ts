import type * as z from 'zod';
import { SlipwayError } from '../errors.ts';
import { type Connection, type ConnectionProblems, readConnection } from './connections.ts';
import { type ConnectionKind, findInputMeta, type InputMeta, isUnsetVariable } from './input-types.ts';
import { redactor } from './output.ts';
import { registerSecret } from './secrets.ts';
import { tl } from './task-lib.ts';

export interface ReadInputs<T> {
  readonly inputs: T;
  /** As they were given, trimmed, those left blank and secrets missing. */
  readonly given: ReadonlyMap<string, string>;
  /** A connection of this job; those named by inputs have been checked. */
  readonly connection: <K extends ConnectionKind>(id: string, kind: K) => Connection<K>;
}

/**
 * Reads the inputs that `schema` names and the service connections they refer to, and tells every problem at once.
 * Blank counts as absent.
 */
export function readInputs<S extends z.ZodObject>(schema: S): ReadInputs<z.output<S>> {
  const given = readGiven(schema);
  const parsed = schema.safeParse(Object.fromEntries(given.map(({ name, value }) => [name, value])));
  const problems = [
    ...(parsed.success ? [] : describeProblems(schema, given, parsed.error.issues)),
    ...given.flatMap(findConnectionProblems),
  ];
  if (!parsed.success || problems.length > 0) throw refuse(problems);
  return {
    inputs: parsed.data,
    given: new Map(given.filter(({ meta }) => !meta?.secret).map(({ name, value }) => [name, value])),
    connection: requireConnection,
  };
}

/**
 * What is wrong, found once more in masked values: a problem quotes the beginning of a long value, and the beginning of a
 * secret is masked by nobody any more.
 */
function describeProblems(
  schema: z.ZodObject,
  given: readonly GivenInput[],
  found: readonly z.core.$ZodIssue[],
): readonly string[] {
  const masked = Object.fromEntries(given.map(({ name, value }) => [name, redactor.redact(value)]));
  const issues = schema.safeParse(masked).error?.issues;
  return (issues ?? found.map((issue) => ({ ...issue, message: 'is not accepted.' }))).map(describeIssue);
}

interface GivenInput {
  readonly name: string;
  readonly value: string;
  readonly meta: InputMeta | undefined;
}

function readGiven(schema: z.ZodObject): readonly GivenInput[] {
  const fields = Object.entries<z.core.$ZodType>(schema.shape);
  return fields.flatMap(([name, field]) => {
    const value = tl.getInput(name)?.trim() ?? '';
    const meta = findInputMeta(field);
    if (meta?.secret && !isUnsetVariable(value)) registerSecret(value);
    return value === '' ? [] : [{ name, value, meta }];
  });
}

function findConnectionProblems({ name, value, meta }: GivenInput): readonly string[] {
  if (meta?.connection === undefined) return [];
  const read = readConnection(value, meta.connection);
  return 'problems' in read ? read.problems.map((problem) => `${name}: ${problem}`) : [];
}

function requireConnection<K extends ConnectionKind>(id: string, kind: K): Connection<K> {
  const read: Connection<K> | ConnectionProblems = readConnection(id, kind);
  if ('problems' in read) {
    throw new SlipwayError(`The service connection cannot be used: ${read.problems.join(' ')}`, {
      kind: 'input',
      code: 'CONNECTION_INVALID',
      hint: 'Mend it under Project settings, Service connections.',
    });
  }
  return read;
}

function describeIssue({ path, message }: z.core.$ZodIssue): string {
  return path.length === 0 ? message : `${path.join('.')}: ${message}`;
}

function refuse(problems: readonly string[]): SlipwayError {
  const count = problems.length === 1 ? 'One problem' : `${problems.length} problems`;
  return new SlipwayError([`${count} in the inputs of this step.`, ...problems].join('\n'), {
    kind: 'input',
    code: 'INPUT_INVALID',
    hint: 'Correct them and run again; nothing was done yet.',
  });
}
