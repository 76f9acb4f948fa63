import type { Budget } from './budget.ts';
import { areEqual, compareValues, fold } from './compare.ts';
import { toBoolean, toText } from './convert.ts';
import { formatText } from './format-text.ts';
import type { Arity } from './parse-expression.ts';
import { toJson } from './to-json.ts';
import { isList, isObject, textOf, type Value } from './value.ts';

/** Parameters are evaluated when they are asked for: `and`, `or` and `in` stop early. */
export type Lazy = () => Value;

interface ExpressionFunction extends Arity {
  readonly run: (parameters: readonly Lazy[], budget: Budget) => Value;
}

const exactly = (count: number, run: ExpressionFunction['run']): ExpressionFunction => ({
  min: count,
  max: count,
  run,
});
const atLeast = (min: number, run: ExpressionFunction['run']): ExpressionFunction => ({ min, max: Infinity, run });

const value = (parameter: Lazy | undefined): Value => parameter?.() ?? null;
const text = (parameter: Lazy | undefined): string => toText(value(parameter));
const two = (decide: (left: Value, right: Value) => Value) =>
  exactly(2, ([left, right]) => decide(value(left), value(right)));
const ofTexts = (decide: (left: string, right: string) => boolean) =>
  two((left, right) => decide(fold(toText(left)), fold(toText(right))));
const isAmong = ([left, ...others]: readonly Lazy[]) => {
  const wanted = value(left);
  return others.some((other) => areEqual(wanted, other()));
};

/** The general functions of expressions by name in lower case, as the service documents them. */
export const FUNCTIONS: ReadonlyMap<string, ExpressionFunction> = new Map<string, ExpressionFunction>([
  ['and', atLeast(2, (all) => all.every((one) => toBoolean(one())))],
  ['or', atLeast(2, (all) => all.some((one) => toBoolean(one())))],
  ['not', exactly(1, ([one]) => !toBoolean(value(one)))],
  ['xor', two((left, right) => toBoolean(left) !== toBoolean(right))],
  ['eq', two(areEqual)],
  ['ne', two((left, right) => !areEqual(left, right))],
  ['gt', two((left, right) => compareValues(left, right) > 0)],
  ['ge', two((left, right) => compareValues(left, right) >= 0)],
  ['lt', two((left, right) => compareValues(left, right) < 0)],
  ['le', two((left, right) => compareValues(left, right) <= 0)],
  // The documentation says one, the service wants two.
  ['in', atLeast(2, isAmong)],
  ['notin', atLeast(2, (all) => !isAmong(all))],
  ['contains', ofTexts((left, right) => left.includes(right))],
  ['startswith', ofTexts((left, right) => left.startsWith(right))],
  ['endswith', ofTexts((left, right) => left.endsWith(right))],
  ['containsvalue', two(containsValue)],
  ['coalesce', atLeast(2, coalesce)],
  ['iif', exactly(3, iif)],
  [
    'format',
    atLeast(1, ([format, ...values]) =>
      formatText(
        text(format),
        values.map((one) => () => text(one)),
      ),
    ),
  ],
  ['join', exactly(2, ([separator, items], budget) => join(text(separator), value(items), budget))],
  [
    'replace',
    exactly(3, ([whole, from, to], budget) => replace({ whole: text(whole), from: text(from), to: text(to) }, budget)),
  ],
  ['split', exactly(2, ([whole, separator], budget) => split(text(whole), text(separator), budget))],
  ['lower', exactly(1, ([one]) => text(one).toLowerCase())],
  ['upper', exactly(1, ([one]) => text(one).toUpperCase())],
  ['trim', exactly(1, ([one]) => text(one).trim())],
  ['length', exactly(1, ([one]) => lengthOf(value(one)))],
  ['converttojson', exactly(1, ([one], budget) => toJson(value(one), budget))],
]);

function coalesce(all: readonly Lazy[]): Value {
  for (const one of all) {
    const found = one();
    if (found !== null && found !== '') return found;
  }
  return null;
}

function iif([condition, yes, no]: readonly Lazy[]): Value {
  // Both are evaluated, whichever is taken.
  const [isTrue, whenTrue, whenFalse] = [toBoolean(value(condition)), value(yes), value(no)];
  return isTrue ? whenTrue : whenFalse;
}

function containsValue(collection: Value, wanted: Value): boolean {
  if (isList(collection)) return collection.some((item) => areEqual(wanted, item));
  return isObject(collection) && [...collection.values()].some((item) => areEqual(wanted, item));
}

function join(separator: string, items: Value, budget: Budget): string {
  if (!isList(items)) return textOf(items) ?? '';
  const texts = items.map((item) => textOf(item) ?? '');
  budget.text(texts.reduce((sum, one) => sum + one.length + separator.length, 0));
  return texts.join(separator);
}

function replace({ whole, from, to }: Readonly<Record<'whole' | 'from' | 'to', string>>, budget: Budget): string {
  if (from === '') return whole;
  const parts = whole.split(from);
  budget.text(whole.length + parts.length * to.length);
  return parts.join(to);
}

function split(whole: string, separator: string, budget: Budget): Value {
  const parts = separator === '' ? [whole] : whole.split(separator);
  budget.step(parts.length);
  return parts;
}

function lengthOf(of: Value): number {
  if (isList(of)) return of.length;
  return isObject(of) ? of.size : toText(of).length;
}
