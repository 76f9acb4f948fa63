import type { GivenFields } from '../../src/tickets/fill-fields.ts';

/** Values by field name or id; undefined when the text is no JSON object. */
export function parseFields(text: string): GivenFields | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as GivenFields) : undefined;
  } catch {
    return undefined;
  }
}
