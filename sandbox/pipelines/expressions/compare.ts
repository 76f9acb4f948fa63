import { asNumber, asVersion, toBoolean, toNumber, toText, toVersion } from './convert.ts';
import { isVersion, textOf, type Value, type Version } from './value.ts';

/** `eq`: the right side is made what the left one is; what cannot be made so is not equal. Text ignores case. */
export function areEqual(left: Value, right: Value): boolean {
  if (left === null) return right === null || right === '';
  if (typeof left === 'boolean') return left === toBoolean(right);
  if (typeof left === 'number') return left === asNumber(right);
  if (typeof left === 'string') {
    const text = textOf(right);
    return text !== undefined && fold(left) === fold(text);
  }
  if (!isVersion(left)) return left === right;
  const version = asVersion(right);
  return version !== undefined && compareVersions(left, version) === 0;
}

/** Below zero when left comes first. Throws ExpressionInvalid when the right side cannot be made what the left one is. */
export function compareValues(left: Value, right: Value): number {
  if (typeof left === 'boolean') return Number(left) - Number(toBoolean(right));
  if (typeof left === 'string') {
    const [a, b] = [fold(left), fold(toText(right))];
    return a < b ? -1 : Number(a > b);
  }
  if (isVersion(left)) return compareVersions(left, toVersion(right));
  return toNumber(left) - toNumber(right);
}

/** For comparing without regard to case, as ordinals: letter by letter, no language. */
export const fold = (text: string): string => text.toUpperCase();

function compareVersions(left: Version, right: Version): number {
  for (let i = 0; i < 4; i++) {
    // A part that is not there comes before zero.
    const difference = (left.parts[i] ?? -1) - (right.parts[i] ?? -1);
    if (difference !== 0) return difference;
  }
  return 0;
}
