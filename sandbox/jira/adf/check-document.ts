import { readFileSync } from 'node:fs';

/** The official schema of the Atlassian Document Format, @atlaskit/adf-schema 57.7.22, Apache-2.0. */
const SCHEMA = new URL('adf-schema.json', import.meta.url);

/** The part of JSON Schema draft 4 that the official schema uses. */
interface Schema {
  readonly $ref?: string;
  readonly type?: 'object' | 'array' | 'string' | 'number' | 'integer' | 'boolean';
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly minLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  /** A list is a schema for each place; what comes after its end is free. */
  readonly items?: Schema | readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean;
  readonly anyOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
}

/** Deeper documents are refused, as the service refuses them. */
const DEEPEST = 100;

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

type Check = (value: unknown, place: string, depth: number) => string | undefined;

let definitions: Readonly<Record<string, Schema>> | undefined;
const compiled = new Map<string, Check>();

/** What is wrong with a document, with its place; undefined for a document as the official schema wants it. */
export function findDocumentFault(document: unknown): string | undefined {
  if (!isObject(document)) return 'a document is an object';
  return definition('doc_node')(document, 'doc', 0);
}

function definition(name: string): Check {
  definitions ??= (JSON.parse(readFileSync(SCHEMA, 'utf8')) as { definitions: Record<string, Schema> }).definitions;
  const known = compiled.get(name);
  if (known) return known;
  // Definitions refer to each other in circles, so each is looked up when it is needed.
  let check: Check | undefined;
  const schema = definitions[name] ?? {};
  const lazy: Check = (value, place, depth) => (check ??= compile(schema))(value, place, depth);
  compiled.set(name, lazy);
  return lazy;
}

function compile(schema: Schema): Check {
  const parts: Check[] = [];
  if (schema.$ref !== undefined) parts.push(definition(schema.$ref.replace('#/definitions/', '')));
  if (schema.type !== undefined) parts.push(checkType(schema.type));
  if (schema.enum) parts.push(checkEnum(schema.enum));
  parts.push(checkNumber(schema), checkText(schema), checkList(schema), checkObject(schema));
  for (const part of schema.allOf ?? []) parts.push(compile(part));
  if (schema.anyOf) parts.push(checkAnyOf(schema.anyOf.map(compile)));
  return (value, place, depth) => {
    if (depth > DEEPEST) return `${place}: nested too deeply`;
    for (const part of parts) {
      const fault = part(value, place, depth);
      if (fault !== undefined) return fault;
    }
    return undefined;
  };
}

function checkType(type: NonNullable<Schema['type']>): Check {
  const fits = (value: unknown) => {
    if (type === 'object') return isObject(value);
    if (type === 'array') return Array.isArray(value);
    if (type === 'integer') return Number.isInteger(value);
    return typeof value === type;
  };
  return (value, place) => (fits(value) ? undefined : `${place}: must be of type ${type}`);
}

const checkEnum =
  (values: readonly unknown[]): Check =>
  (value, place) =>
    values.includes(value) ? undefined : `${place}: must be one of ${JSON.stringify(values)}`;

const checkNumber =
  ({ minimum, maximum }: Schema): Check =>
  (value, place) =>
    typeof value === 'number' && (value < (minimum ?? value) || value > (maximum ?? value))
      ? `${place}: ${value} is out of range`
      : undefined;

function checkText({ minLength, pattern }: Schema): Check {
  const wanted = pattern === undefined ? undefined : new RegExp(pattern);
  return (value, place) => {
    if (typeof value !== 'string') return undefined;
    if (value.length < (minLength ?? 0)) return `${place}: must not be empty`;
    return wanted && !wanted.test(value) ? `${place}: does not match ${wanted.source}` : undefined;
  };
}

function checkList({ items, minItems, maxItems }: Schema): Check {
  const each = items === undefined || Array.isArray(items) ? undefined : compile(items as Schema);
  const places = Array.isArray(items) ? (items as readonly Schema[]).map(compile) : [];
  return (value, place, depth) => {
    if (!Array.isArray(value)) return undefined;
    if (value.length < (minItems ?? 0)) return `${place}: needs at least ${minItems ?? 0} items`;
    if (value.length > (maxItems ?? value.length)) return `${place}: has more than ${maxItems ?? 0} items`;
    for (const [index, item] of (value as readonly unknown[]).entries()) {
      const fault = (each ?? places[index])?.(item, `${place}[${index}]`, depth + 1);
      if (fault !== undefined) return fault;
    }
    return undefined;
  };
}

function checkObject({ properties = {}, required = [], additionalProperties }: Schema): Check {
  const checks = Object.entries(properties).map(([name, schema]) => [name, compile(schema)] as const);
  const known = new Set(Object.keys(properties));
  return (value, place, depth) => {
    if (!isObject(value)) return undefined;
    // `type` comes first, so that alternatives that are another node are left at once.
    for (const [name, check] of checks) {
      const fault = value[name] === undefined ? undefined : check(value[name], `${place}.${name}`, depth + 1);
      if (fault !== undefined) return fault;
    }
    const missing = required.find((name) => value[name] === undefined);
    if (missing !== undefined) return `${place}: ${missing} is missing`;
    const unknown = additionalProperties === false ? Object.keys(value).find((name) => !known.has(name)) : undefined;
    return unknown === undefined ? undefined : `${place}: ${unknown} is not allowed here`;
  };
}

/** The fault that lies deepest is of the alternative that was meant. */
function checkAnyOf(alternatives: readonly Check[]): Check {
  const remembered = new WeakMap<object, string | null>();
  return (value, place, depth) => {
    const known = isObject(value) ? remembered.get(value) : undefined;
    if (known !== undefined) return known ?? undefined;
    let best: string | undefined;
    for (const check of alternatives) {
      const fault = check(value, place, depth);
      if (fault === undefined) {
        best = undefined;
        break;
      }
      if (best === undefined || fault.indexOf(':') > best.indexOf(':')) best = fault;
    }
    if (isObject(value)) remembered.set(value, best ?? null);
    return best;
  };
}
