import type { Budget } from './budget.ts';
import { ExpressionInvalid } from './expression-invalid.ts';
import { isList, isObject, textOf, type Value } from './value.ts';

const MAX_DEPTH = 100;

/** `convertToJson`: indented by two, numbers and booleans as such, versions as text. Charges what it writes. */
export function toJson(value: Value, budget: Budget, indent = ''): string {
  budget.step();
  budget.text(indent.length + 2);
  if (indent.length > 2 * MAX_DEPTH) throw new ExpressionInvalid('Maximum object depth exceeded');
  const inner = `${indent}  `;
  if (isList(value))
    return block(
      '[]',
      value.map((item) => inner + toJson(item, budget, inner)),
      indent,
    );
  if (isObject(value)) {
    const lines = [...value].map(([key, item]) => `${inner}${JSON.stringify(key)}: ${toJson(item, budget, inner)}`);
    return block('{}', lines, indent);
  }
  const text = typeof value === 'object' && value !== null ? textOf(value) : value;
  const json = JSON.stringify(text ?? null);
  budget.text(json.length);
  return json;
}

function block(brackets: string, lines: readonly string[], indent: string): string {
  if (lines.length === 0) return brackets;
  return `${brackets.charAt(0)}\n${lines.join(',\n')}\n${indent}${brackets.charAt(1)}`;
}
