import * as z from 'zod';

/** The contributed connection types, without their `slipway-`. */
export type ConnectionKind = 'claude' | 'jira' | 'slack';

/** What task.json says about an input, for reading it and for holding both files against each other. */
export interface InputMeta {
  readonly kind: 'text' | 'flag' | 'choice' | 'lines' | 'list' | 'integer' | 'decimal' | 'connection';
  readonly options?: readonly string[];
  readonly connection?: ConnectionKind;
  /** Masked everywhere and left out of the result. */
  readonly secret?: true;
}

/** Knows the types below as they are: a refinement of one (`text.regex(...)`) is a new schema and must register again. */
export const inputMeta = z.registry<InputMeta>();

/** The meta of an input of a task, undefined when its schema was not made from these types. */
export function findInputMeta(schema: z.core.$ZodType): InputMeta | undefined {
  return inputMeta.get(schema) ?? (schema instanceof z.ZodOptional ? findInputMeta(schema.unwrap()) : undefined);
}

// A blank input is undefined. Optional inputs are `type.optional()`; lines and lists may always be empty. Defaults stand
// in task.json only: the agent applies them.

export const text = z.string({ error: 'is required.' }).register(inputMeta, { kind: 'text' });
export const optionalText = text.optional();

/** A secret given as an input, for what cannot be a service connection. */
export const secretText = z.string({ error: 'is required.' }).register(inputMeta, { kind: 'text', secret: true });

/** The agent leaves the name of a variable that a run does not have as it stands: `$(approvalToken)`. */
export const isUnsetVariable = (value: string): boolean => /^\$\([^()]*\)$/.test(value);

export const flag = parsed('write true or false', (value) => {
  const lower = value.toLowerCase();
  return lower === 'true' ? true : lower === 'false' ? false : undefined;
}).register(inputMeta, { kind: 'flag' });

/** One of `options`, in any case; template expressions do not always keep it. */
export function choice<const T extends readonly [string, ...string[]]>(options: T) {
  return parsed(`write ${joinWords(options)}`, (value): T[number] | undefined =>
    options.find((option) => option.toLowerCase() === value.toLowerCase()),
  ).register(inputMeta, { kind: 'choice', options });
}

interface Bounds {
  readonly min?: number;
  readonly max?: number;
}

export function integer(bounds: Bounds = {}) {
  return parsed(`write a whole number${describeBounds(bounds)}`, (value) =>
    /^[+-]?\d{1,15}$/.test(value) ? findWithin(Number(value), bounds) : undefined,
  ).register(inputMeta, { kind: 'integer' });
}

export function decimal(bounds: Bounds = {}) {
  return parsed(`write a number${describeBounds(bounds)}, with a point for decimals`, (value) =>
    /^[+-]?\d{1,15}(\.\d{1,15})?$/.test(value) ? findWithin(Number(value), bounds) : undefined,
  ).register(inputMeta, { kind: 'decimal' });
}

/** One item a line; blank lines do not count. */
export const lines = splitBy(/\r\n|\r|\n/, 'lines');

/** Items separated by commas or line breaks. */
export const list = splitBy(/[,\r\n]/, 'list');

/** The id of a service connection, to be given to `connection(id, kind)`; read and checked together with the inputs. */
export function connectionName(kind: ConnectionKind) {
  return z
    .string({ error: `is required: name a service connection of type slipway-${kind}.` })
    .register(inputMeta, { kind: 'connection', connection: kind });
}

/**
 * A rule over several inputs: `find` gives the problem, which is told under the first of `names`. It is asked also when
 * other inputs are wrong, but not while one of `names` is.
 */
export function rule<T extends object>(
  names: readonly [keyof T & string, ...(keyof T & string)[]],
  find: (inputs: T) => string | undefined,
): z.core.$ZodCheck<T> {
  const check = z.check<T>((payload) => {
    const problem = find(payload.value);
    if (problem === undefined) return;
    payload.issues.push({ code: 'custom', input: payload.value, path: [names[0]], message: problem });
  });
  check._zod.def.when = ({ issues }) => !issues.some(({ path }) => (names as readonly unknown[]).includes(path?.[0]));
  return check;
}

function parsed<T>(allowed: string, parse: (value: string) => T | undefined) {
  return z.string({ error: `is missing or empty: ${allowed}.` }).transform((value, context): T => {
    const result = parse(value);
    if (result !== undefined) return result;
    context.addIssue({ code: 'custom', message: `${quote(value)} is not accepted: ${allowed}.` });
    return z.NEVER;
  });
}

function splitBy(separator: RegExp, kind: 'lines' | 'list') {
  return z
    .string()
    .optional()
    .transform((value = ''): readonly string[] =>
      value
        .split(separator)
        .map((item) => item.trim())
        .filter((item) => item !== ''),
    )
    .register(inputMeta, { kind });
}

function findWithin(value: number, { min = -Infinity, max = Infinity }: Bounds): number | undefined {
  return value >= min && value <= max ? value : undefined;
}

function describeBounds({ min, max }: Bounds): string {
  if (min !== undefined && max !== undefined) return ` from ${min} to ${max}`;
  if (min !== undefined) return ` of at least ${min}`;
  return max === undefined ? '' : ` of at most ${max}`;
}

function joinWords(words: readonly string[]): string {
  return words.length < 2 ? words.join() : `${words.slice(0, -1).join(', ')} or ${words.at(-1) ?? ''}`;
}

function quote(value: string): string {
  return JSON.stringify(value.length > 80 ? `${value.slice(0, 80)}...` : value);
}
