export const isObjectId = (text: string): boolean => /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(text);

/** Nothing else reaches git where an object is expected, least of all an option. Throws TypeError. */
export function objectId(text: string): string {
  if (!isObjectId(text)) throw new TypeError('Not an object id.');
  return text;
}
