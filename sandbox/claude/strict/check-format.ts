import { invalid } from '../errors.ts';
import type { JsonSchema } from '../schema/fit-to-schema.ts';

const KEYWORDS = new Set(
  'type properties required additionalProperties items minItems enum const anyOf allOf $ref $defs definitions title description default format'.split(
    ' ',
  ),
);
const TYPES = new Set(['object', 'array', 'string', 'integer', 'number', 'boolean', 'null']);
const FORMATS = new Set('date-time time date duration email hostname uri ipv4 ipv6 uuid'.split(' '));

/** Throws a 400 for a schema that the service cannot hold an answer to. */
export function checkFormat(schema: JsonSchema): void {
  if (schema.type !== 'object') throw invalid('output_config.format.schema: the root must be of type object');
  checkSchema(schema, 'output_config.format.schema');
}

/** The same for the input of a tool with `strict: true`. */
export const checkStrictTool = (schema: JsonSchema, index: number): void =>
  checkSchema(schema, `tools.${index}.custom.input_schema`);

function checkSchema(schema: unknown, at: string): void {
  if (typeof schema !== 'object' || schema === null || Array.isArray(schema)) {
    throw invalid(`${at}: a schema must be an object`);
  }
  const known = schema as JsonSchema;
  const types = typeof known.type === 'string' ? [known.type] : (known.type ?? []);
  const unknown = types.find((type) => !TYPES.has(type));
  if (unknown !== undefined) throw invalid(`${at}: '${unknown}' is not a type`);
  const unsupported = Object.keys(known).find((keyword) => !KEYWORDS.has(keyword));
  if (unsupported !== undefined) {
    throw invalid(`${at}: For '${types.join("' or '")}' type, property '${unsupported}' is not supported`);
  }
  checkValues(known, types, at);
  for (const [name, inner] of innerSchemas(known)) checkSchema(inner, `${at}.${name}`);
}

function checkValues(schema: JsonSchema, types: readonly string[], at: string): void {
  if (types.includes('object') && schema['additionalProperties'] !== false) {
    throw invalid(`${at}: For 'object' type, 'additionalProperties' must be explicitly set to false`);
  }
  const missing = schema.required?.find((name) => !Object.hasOwn(schema.properties ?? {}, name));
  if (missing !== undefined) throw invalid(`${at}: required property '${missing}' is not defined`);
  if (schema.minItems !== undefined && schema.minItems > 1) {
    throw invalid(`${at}: For 'array' type, 'minItems' values other than 0 or 1 are not supported`);
  }
  if (schema.format !== undefined && !FORMATS.has(schema.format)) {
    throw invalid(`${at}: For 'string' type, format '${schema.format}' is not supported`);
  }
  const { enum: values } = schema;
  if (values?.some((value) => typeof value === 'object' && value !== null)) {
    throw invalid(`${at}: enum values must be strings, numbers, booleans or null`);
  }
  const decides = ['type', 'enum', 'const', 'anyOf', 'allOf', '$ref'].some((keyword) => keyword in schema);
  if (!decides) throw invalid(`${at}: a schema needs a type, an enum, a const, anyOf, allOf or $ref`);
}

function innerSchemas(schema: JsonSchema): [string, unknown][] {
  const under = (name: string, group: object = {}): [string, unknown][] =>
    Object.entries(group).map(([key, inner]) => [`${name}.${key}`, inner]);
  return [
    ...under('properties', schema.properties),
    ...under('$defs', schema.$defs),
    ...under('definitions', schema.definitions),
    ...under('anyOf', schema.anyOf),
    ...under('allOf', schema.allOf),
    ...(schema.items === undefined ? [] : ([['items', schema.items]] as [string, unknown][])),
  ];
}
