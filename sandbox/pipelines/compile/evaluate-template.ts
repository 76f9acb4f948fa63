import { evaluateExpression } from '../expressions/evaluate-expression.ts';
import { FUNCTIONS } from '../expressions/functions.ts';
import { parseExpression } from '../expressions/parse-expression.ts';
import { toText } from '../expressions/convert.ts';
import { isList, isObject, type Value } from '../expressions/value.ts';
import { parseDirective } from './directive.ts';
import { piecesOf } from './embedded.ts';
import { refuse, textNode, within, type ScalarNode, type YamlNode } from './node.ts';
import { nodeOfValue } from './node-value.ts';
import type { Scope } from './scope.ts';

/** The value of a compile-time expression. Throws ExpressionInvalid; run it `within` its place. */
export function evaluateTemplate(text: string, { parameters, variables, loops, budget }: Scope): Value {
  const values = new Map<string, Value>([['parameters', parameters], ['variables', variables], ...loops]);
  const vocabulary = { functions: FUNCTIONS, values: new Set(values.keys()) };
  return evaluateExpression(parseExpression(text, vocabulary), {
    valueOf: (name) => values.get(name) ?? null,
    call: (name, all) => FUNCTIONS.get(name)?.run(all, budget) ?? null,
    budget,
  });
}

/** A scalar with its expressions resolved: one that is all expression may become a list or a mapping. */
export function resolveScalar(node: ScalarNode, scope: Scope): YamlNode {
  if (node.isFinal || !node.text.includes('${{')) return node;
  const [first, ...others] = within(node.place, () => piecesOf(node.text));
  if (first?.kind === 'expression' && others.length === 0) {
    if (parseDirective(first.text) !== undefined) refuse(node.place, `Unexpected value '${node.text}'`);
    const value = within(node.place, () => evaluateTemplate(first.text, scope));
    const resolved = nodeOfValue(value, node.place, scope.budget);
    return isList(value) || isObject(value) ? resolved : { ...textNode(node.place, ''), ...resolved };
  }
  return textNode(node.place, resolveText(node, scope));
}

/** Text with its expressions resolved, as of a key: nothing but text may come out. */
export function resolveText(node: ScalarNode, scope: Scope): string {
  if (node.isFinal || !node.text.includes('${{')) return node.text;
  return within(node.place, () => {
    const text = piecesOf(node.text)
      .map((piece) => (piece.kind === 'text' ? piece.text : toText(evaluateTemplate(piece.text, scope))))
      .join('');
    scope.budget.text(text.length);
    return text;
  });
}
