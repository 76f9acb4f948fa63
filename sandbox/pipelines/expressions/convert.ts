import { ExpressionInvalid } from './expression-invalid.ts';
import { isVersion, kindOf, textOf, type Kind, type Value, type Version } from './value.ts';

/** Never fails: empty text, zero and null are false, all else is true, also an empty list. */
export function toBoolean(value: Value): boolean {
  if (value === null || value === '' || value === 0) return false;
  return typeof value === 'boolean' ? value : true;
}

/** Undefined when the value has no number: text is read with thousands separators, a sign and spaces around it. */
export function asNumber(value: Value): number | undefined {
  if (value === null) return 0;
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value === 'number') return value;
  if (typeof value !== 'string') return undefined;
  if (value === '') return 0;
  return /^\s*[-+]?(\d[\d,]*\.?\d*|\.\d+)\s*$/.test(value) ? Number(value.replace(/[\s,]/g, '')) : undefined;
}

/** Undefined when the value is no version; text and numbers need two parts. */
export function asVersion(value: Value): Version | undefined {
  if (isVersion(value)) return value;
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  const text = (textOf(value) ?? '').trim();
  if (!/^\d+(\.\d+){1,3}$/.test(text)) return undefined;
  const parts = text.split('.').map(Number);
  return parts.every((part) => part <= 2_147_483_647) ? { kind: 'version', parts } : undefined;
}

/** Throws ExpressionInvalid for a list or an object. */
export function toText(value: Value): string {
  return textOf(value) ?? fail(value, 'String');
}

/** Throws ExpressionInvalid when there is no number in it. */
export const toNumber = (value: Value): number => asNumber(value) ?? fail(value, 'Number');

/** Throws ExpressionInvalid when it is no version. */
export const toVersion = (value: Value): Version => asVersion(value) ?? fail(value, 'Version');

function fail(value: Value, to: Kind): never {
  const from = kindOf(value);
  const shown = textOf(value) ?? from;
  throw new ExpressionInvalid(`Unable to convert from ${from} to ${to}. Value: ${shown}`);
}
