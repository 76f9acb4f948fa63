/** A number like 1.2.3 or 1.2.3.4, which expressions compare part by part. */
export interface Version {
  readonly kind: 'version';
  readonly parts: readonly number[];
}

/** A value of an expression. Objects are maps, so that no name of a pipeline meets JavaScript's own. */
export type Value = null | boolean | number | string | Version | readonly Value[] | ReadonlyMap<string, Value>;

export type Kind = 'Null' | 'Boolean' | 'Number' | 'String' | 'Version' | 'Array' | 'Object';

export const isList = (value: Value): value is readonly Value[] => Array.isArray(value);

export const isObject = (value: Value): value is ReadonlyMap<string, Value> => value instanceof Map;

export const isVersion = (value: Value): value is Version =>
  typeof value === 'object' && value !== null && !isList(value) && !isObject(value);

/** How the service calls the kind of a value in its messages. */
export function kindOf(value: Value): Kind {
  if (value === null) return 'Null';
  if (typeof value === 'boolean') return 'Boolean';
  if (typeof value === 'number') return 'Number';
  if (typeof value === 'string') return 'String';
  if (isList(value)) return 'Array';
  return isObject(value) ? 'Object' : 'Version';
}

/** As the service writes a value into text: True and False, nothing for null. Lists and objects have no text. */
export function textOf(value: Value): string | undefined {
  if (value === null) return '';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return textOfNumber(value);
  return isVersion(value) ? value.parts.join('.') : undefined;
}

// No exponent, no more than fifteen digits: what "0.#######" writes.
function textOfNumber(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e21) return String(value === 0 ? 0 : value);
  const text = String(value);
  return text.includes('e') ? BigInt.asIntN(2048, BigInt(Math.trunc(value))).toString() : text;
}
