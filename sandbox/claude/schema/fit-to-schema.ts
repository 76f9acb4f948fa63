/** JSON schemas as output_config.format takes them, and values that fit them. */

export interface JsonSchema {
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly minItems?: number;
  readonly format?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly JsonSchema[];
  readonly allOf?: readonly JsonSchema[];
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, JsonSchema>>;
  readonly definitions?: Readonly<Record<string, JsonSchema>>;
  readonly [keyword: string]: unknown;
}

/** A value that no filling in makes fit; the message names the place. */
export class DoesNotFit extends Error {
  override readonly name = 'DoesNotFit';
}

/** The value with what the schema requires beyond it filled in, as little as possible. Throws DoesNotFit. */
export function fitToSchema(schema: JsonSchema, value: unknown): unknown {
  return fit({ root: schema, at: 'answer' }, schema, value);
}

/** The smallest value of a schema: empty texts and lists, null where it may be, the first of what can be chosen. */
export const minimalValue = (schema: JsonSchema): unknown => minimal(schema, schema, 0);

/** The schema at a property's name, or at `items`, step by step from the root; undefined where there is none. */
export function propertyOf(root: JsonSchema, steps: readonly string[]): JsonSchema | undefined {
  return steps.reduce<JsonSchema | undefined>(
    (schema, step) => {
      const inner = step === 'items' ? schema?.items : schema?.properties?.[step];
      return inner && resolve(root, inner);
    },
    resolve(root, root),
  );
}

interface Place {
  readonly root: JsonSchema;
  readonly at: string;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function resolve(root: JsonSchema, schema: JsonSchema): JsonSchema {
  const name = /^#\/(?:\$defs|definitions)\/(.+)$/.exec(schema.$ref ?? '')?.[1];
  if (name === undefined) return schema;
  const key = name.replaceAll('~1', '/').replaceAll('~0', '~');
  return root.$defs?.[key] ?? root.definitions?.[key] ?? {};
}

const typesOf = ({ type }: JsonSchema): readonly string[] => (typeof type === 'string' ? [type] : (type ?? []));

function fit(place: Place, unresolved: JsonSchema, value: unknown): unknown {
  const schema = resolve(place.root, unresolved);
  if (schema.anyOf) return fitToAny(place, schema.anyOf, value);
  const merged = schema.allOf ? schema.allOf.reduce((inner, part) => fit(place, part, inner), value) : value;
  if ('const' in schema && schema.const !== merged) throw misfit(place, `is not ${JSON.stringify(schema.const)}`);
  if (schema.enum && !schema.enum.includes(merged)) throw misfit(place, `is none of ${JSON.stringify(schema.enum)}`);
  const types = typesOf(schema);
  if (types.length > 0 && !types.some((type) => isOfType(type, merged))) {
    throw misfit(place, `is not of type ${types.join(' or ')}`);
  }
  if (Array.isArray(merged)) return fitList(place, schema, merged);
  return isObject(merged) ? fitObject(place, schema, merged) : merged;
}

function fitToAny(place: Place, schemas: readonly JsonSchema[], value: unknown): unknown {
  const misfits: string[] = [];
  for (const schema of schemas) {
    try {
      return fit(place, schema, value);
    } catch (error) {
      if (!(error instanceof DoesNotFit)) throw error;
      misfits.push(error.message);
    }
  }
  throw new DoesNotFit(misfits.join('; '));
}

function fitList({ root, at }: Place, schema: JsonSchema, list: readonly unknown[]): unknown[] {
  const { items, minItems = 0 } = schema;
  if (list.length < minItems) throw misfit({ root, at }, `has fewer than ${minItems} items`);
  return list.map((item, index) => (items ? fit({ root, at: `${at}.${index}` }, items, item) : item));
}

function fitObject({ root, at }: Place, schema: JsonSchema, value: Record<string, unknown>): Record<string, unknown> {
  const { properties = {}, required = [] } = schema;
  const unknown = Object.keys(value).find((key) => !Object.hasOwn(properties, key));
  if (unknown !== undefined && schema['additionalProperties'] === false) {
    throw misfit({ root, at }, `has ${unknown}, which the schema does not know`);
  }
  // In the schema's order, as the service writes them.
  const known = Object.entries(properties).flatMap(([key, inner]): [string, unknown][] => {
    if (value[key] !== undefined) return [[key, fit({ root, at: `${at}.${key}` }, inner, value[key])]];
    return required.includes(key) ? [[key, minimal(root, inner, 0)]] : [];
  });
  return schema.allOf ? { ...value, ...Object.fromEntries(known) } : Object.fromEntries(known);
}

function minimal(root: JsonSchema, unresolved: JsonSchema, depth: number): unknown {
  const schema = resolve(root, unresolved);
  if ('const' in schema) return schema.const;
  if (schema.enum) return schema.enum.includes(null) ? null : schema.enum[0];
  if (depth > 32) return null;
  const [first] = schema.anyOf ?? [];
  if (schema.anyOf && first) {
    return minimal(root, schema.anyOf.find(({ type }) => type === 'null') ?? first, depth + 1);
  }
  if (schema.allOf) return Object.assign({}, ...schema.allOf.map((part) => minimal(root, part, depth + 1))) as unknown;
  return minimalOfType(root, schema, depth);
}

function minimalOfType(root: JsonSchema, schema: JsonSchema, depth: number): unknown {
  const types = typesOf(schema);
  if (types.includes('null')) return null;
  switch (types[0]) {
    case 'string':
      return '';
    case 'integer':
    case 'number':
      return 0;
    case 'boolean':
      return false;
    case 'array':
      return Array.from({ length: schema.minItems ?? 0 }, () => minimal(root, schema.items ?? {}, depth + 1));
    default: {
      const { properties = {}, required = [] } = schema;
      const needed = Object.entries(properties).filter(([key]) => required.includes(key));
      return Object.fromEntries(needed.map(([key, inner]) => [key, minimal(root, inner, depth + 1)]));
    }
  }
}

function isOfType(type: string, value: unknown): boolean {
  if (type === 'null') return value === null;
  if (type === 'array') return Array.isArray(value);
  if (type === 'object') return isObject(value);
  if (type === 'integer') return Number.isInteger(value);
  return typeof value === type;
}

const misfit = ({ at }: Place, what: string): DoesNotFit => new DoesNotFit(`${at} ${what}`);
