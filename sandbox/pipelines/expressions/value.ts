/** A number like 1.2.3 or 1.2.3.4, which expressions compare part by part. */
export interface Version {
  readonly kind: 'version';
  readonly parts: readonly number[];
}

/** A value of an expression. Objects are maps, so that no name of a pipeline meets JavaScript's own. */
export type Value = null | boolean | number | string | Version | readonly Value[] | ReadonlyMap<string, Value>;

export const isList = (value: Value): value is readonly Value[] => Array.isArray(value);

export const isObject = (value: Value): value is ReadonlyMap<string, Value> => value instanceof Map;

export const isVersion = (value: Value): value is Version =>
  typeof value === 'object' && value !== null && !isList(value) && !isObject(value);

/** As the service writes a value into text: True and False, nothing for null. Lists and objects have no text. */
export function textOf(value: Value): string | undefined {
  if (value === null) return '';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return String(value);
  return isVersion(value) ? value.parts.join('.') : undefined;
}
