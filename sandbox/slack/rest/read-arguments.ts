import { isObject } from '../blocks/shape.ts';
import type { ServiceRequest } from '../../core/service.ts';
import { refuse } from '../errors.ts';
import type { ArgumentType, Method } from './call.ts';

export interface RawArguments {
  readonly values: Readonly<Record<string, unknown>>;
  readonly isJson: boolean;
  readonly warnings: readonly string[];
}

/** What a request carries, in its query and its body; throws for bodies that Slack does not read. */
export function readRaw({ method, url, headers, body }: ServiceRequest): RawArguments {
  const query = Object.fromEntries(url.searchParams);
  if (method === 'GET' || body.length === 0) return { values: query, isJson: false, warnings: [] };
  const contentType = headers['content-type'] ?? '';
  const type = contentType.split(';')[0]?.trim().toLowerCase();
  const text = body.toString('utf8');
  if (type === 'application/x-www-form-urlencoded')
    return { values: { ...query, ...Object.fromEntries(new URLSearchParams(text)) }, isJson: false, warnings: [] };
  if (type !== 'application/json') throw refuse(type === '' ? 'missing_post_type' : 'invalid_post_type');
  const value = parseJson(text);
  if (value === undefined) throw refuse('invalid_json');
  if (!isObject(value)) throw refuse('json_not_object');
  // A token in a JSON body is not read.
  const { token: _token, ...rest } = value;
  const warnings = /charset=/i.test(contentType) ? [] : ['missing_charset'];
  return { values: { ...query, ...rest }, isJson: true, warnings };
}

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const typeOf = (declared: string): ArgumentType => declared.replace('!', '') as ArgumentType;

/** Arguments with the types of the method; throws `invalid_arguments` for unknown, missing and mistyped ones. */
export function readArguments(method: Method, { values, isJson }: RawArguments): Readonly<Record<string, unknown>> {
  const problems: string[] = [];
  const read: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(values)) {
    if (name === 'token' || value === null) continue;
    const declared = Object.hasOwn(method.args, name) ? method.args[name] : undefined;
    if (declared === undefined) {
      problems.push(`invalid additional argument: ${name} [json-pointer:/]`);
      continue;
    }
    const typed = typeArgument(typeOf(declared), value, isJson);
    if (typed === undefined) problems.push(`must be a valid ${typeOf(declared)} [json-pointer:/${name}]`);
    else read[name] = typed;
  }
  for (const [name, declared] of Object.entries(method.args)) {
    const isMissing = read[name] === undefined || read[name] === '';
    if (declared.endsWith('!') && isMissing) problems.push(`missing required field: ${name} [json-pointer:/${name}]`);
  }
  if (problems.length > 0) throw refuse('invalid_arguments', { problems });
  return read;
}

/** JSON that cannot be parsed stays text: each method has its own name for that. */
function typeArgument(type: ArgumentType, value: unknown, isJson: boolean): unknown {
  if (type === 'json') return typeof value === 'string' ? (parseJson(value) ?? value) : value;
  if (type === 'text') {
    if (typeof value === 'string') return value;
    // Slack refuses a `ts` that came as a number: its last digits are lost.
    return undefined;
  }
  if (type === 'boolean') return readBoolean(value, isJson);
  const number = typeof value === 'number' ? value : Number(String(value).trim() || Number.NaN);
  return Number.isInteger(number) && number >= 0 ? number : undefined;
}

function readBoolean(value: unknown, isJson: boolean): boolean | undefined {
  if (typeof value === 'boolean') return isJson ? value : undefined;
  if (value === 'true' || value === '1' || value === 1) return true;
  if (value === 'false' || value === '0' || value === 0 || value === '') return false;
  return undefined;
}
