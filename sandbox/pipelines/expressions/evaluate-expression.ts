import type { Budget } from './budget.ts';
import { asNumber } from './convert.ts';
import type { Lazy } from './functions.ts';
import type { Expression } from './parse-expression.ts';
import { isList, isObject, textOf, type Value } from './value.ts';

/** What the names of an expression mean. Names are in lower case. */
interface Meaning {
  readonly valueOf: (name: string) => Value;
  readonly call: (name: string, parameters: readonly Lazy[]) => Value;
  readonly budget: Budget;
}

/** The value of an expression. Throws ExpressionInvalid when it has none. */
export function evaluateExpression(expression: Expression, meaning: Meaning): Value {
  return evaluate(expression, meaning).value;
}

// What came out of a `*` is gone through by the next index.
interface Found {
  readonly value: Value;
  readonly isFiltered: boolean;
}

const found = (value: Value, isFiltered = false): Found => ({ value, isFiltered });

function evaluate(expression: Expression, meaning: Meaning): Found {
  meaning.budget.step();
  switch (expression.kind) {
    case 'literal':
      return found(expression.value);
    case 'name':
      return found(meaning.valueOf(expression.name));
    case 'call':
      return found(call(expression.name, expression.parameters, meaning));
    case 'index':
      return index(evaluate(expression.of, meaning), expression.by, meaning);
  }
}

function call(name: string, parameters: readonly Expression[], meaning: Meaning): Value {
  const value = meaning.call(
    name,
    parameters.map((one) => () => evaluateExpression(one, meaning)),
  );
  if (typeof value === 'string') meaning.budget.text(value.length);
  return value;
}

function index(of: Found, by: Expression | 'any', meaning: Meaning): Found {
  if (by === 'any') return found(itemsOf(of.value, meaning), true);
  const key = evaluateExpression(by, meaning);
  if (!of.isFiltered || !isList(of.value)) return found(lookUp(of.value, key));
  meaning.budget.step(of.value.length);
  return found(
    of.value.map((item) => lookUp(item, key)).filter((item) => item !== null),
    true,
  );
}

function itemsOf(value: Value, { budget }: Meaning): Value {
  const items = isList(value) ? value : isObject(value) ? [...value.values()] : [];
  budget.step(items.length);
  return items;
}

/** What is not there is null, and so is anything of what is neither a list nor an object. */
function lookUp(of: Value, key: Value): Value {
  if (isObject(of)) {
    const name = textOf(key);
    return name === undefined ? null : (of.get(name) ?? null);
  }
  if (!isList(of)) return null;
  const position = asNumber(key);
  return position === undefined || position < 0 ? null : (of[Math.floor(position)] ?? null);
}
