import type { Budget } from '../expressions/budget.ts';
import { isList, isObject, textOf, type Value } from '../expressions/value.ts';
import { textNode, within, type Place, type YamlNode } from './node.ts';

// A list or object that was written in a file goes back to where it was written: messages and relative templates need it.
const origins = new WeakMap<object, YamlNode>();
const values = new WeakMap<YamlNode, Value>();

/** Resolved YAML as a value of expressions; an empty value is empty text. */
export function valueOfNode(node: YamlNode, budget: Budget): Value {
  const known = values.get(node);
  if (known !== undefined) return known;
  within(node.place, () => {
    budget.step();
  });
  if (node.kind === 'scalar') return node.value ?? '';
  const value: Value =
    node.kind === 'sequence'
      ? node.items.map((item) => valueOfNode(item, budget))
      : new Map(node.entries.map((entry) => [entry.key.text, valueOfNode(entry.value, budget)]));
  if (isList(value) || isObject(value)) origins.set(value, node);
  values.set(node, value);
  return value;
}

/** What an expression gave, as YAML that stands there. Plain values become text. */
export function nodeOfValue(value: Value, place: Place, budget: Budget): YamlNode {
  const origin = isList(value) || isObject(value) ? origins.get(value) : undefined;
  if (origin !== undefined) return origin;
  within(place, () => {
    budget.step();
  });
  if (isList(value)) {
    const items = value.map((item) => nodeOfValue(item, place, budget));
    return { kind: 'sequence', place, items, isFinal: true };
  }
  if (isObject(value)) {
    const entries = [...value].map(([key, item]) => ({
      key: textNode(place, key),
      value: nodeOfValue(item, place, budget),
    }));
    return { kind: 'mapping', place, entries, isFinal: true };
  }
  const isTyped = typeof value === 'boolean' || typeof value === 'number';
  const text = textOf(value) ?? '';
  return isTyped ? { ...textNode(place, text), value } : textNode(place, text);
}
