import type { Budget } from '../expressions/budget.ts';
import { FoldedMap } from '../expressions/folded-map.ts';
import { isList, textOf, type Value } from '../expressions/value.ts';
import { PipelineInvalid } from '../plan.ts';
import type { Declaration, Declarations } from './declarations.ts';
import { refuse, type Place, type YamlNode } from './node.ts';
import { valueOfNode } from './node-value.ts';

/** What was given for a parameter, with its expressions resolved. */
export interface Argument {
  readonly name: string;
  readonly node: YamlNode;
  readonly place: Place;
}

/**
 * What `parameters` holds in a file. `place`: of the reference, where missing ones are told. Throws PipelineInvalid for arguments of
 * the wrong type or outside of `values:`, unknown ones, and all missing ones at once.
 */
export function bindParameters(
  declared: Declarations,
  given: readonly Argument[],
  at: { place: Place; budget: Budget },
): FoldedMap {
  const known = new Map(declared.all.map((one) => [one.name.toLowerCase(), one]));
  const bound = new FoldedMap([], 'refuse');
  for (const { name, node, place } of given) {
    const declaration = known.get(name.toLowerCase());
    if (declaration !== undefined) bound.set(declaration.name, bindValue(declaration, node, at.budget));
    else if (declared.isClosed) refuse(place, `Unexpected parameter '${name}'`);
    else bound.set(name, valueOfNode(node, at.budget));
  }
  const missing: string[] = [];
  for (const one of declared.all) {
    const standard = one.standard === undefined ? undefined : bindValue(one, one.standard, at.budget);
    if (bound.has(one.name)) continue;
    if (standard !== undefined) bound.set(one.name, standard);
    else missing.push(one.name);
  }
  const { file, line, column } = at.place;
  const sentences = missing.map(
    (name) => `${file} (Line: ${line}, Col: ${column}): A value for the '${name}' parameter must be provided.`,
  );
  if (sentences.length > 0) throw new PipelineInvalid(sentences.join('\n'));
  return bound;
}

/** The value of one parameter. Throws PipelineInvalid when it has not the type, or is not among the values. */
export function bindValue(declaration: Declaration, node: YamlNode, budget: Budget): Value {
  const value = typedValue(declaration, node, budget);
  for (const part of isList(value) ? value : [value]) checkAllowed(declaration, part, node.place);
  return value;
}

function checkAllowed({ name, values, form }: Declaration, value: Value, place: Place): void {
  if (values === undefined || !['string', 'number', 'boolean', 'texts'].includes(form)) return;
  const text = textOf(value) ?? '';
  const fits = values.some((one) => (typeof value === 'string' ? one === text : asTyped(one) === asTyped(text)));
  if (!fits) refuse(place, `The '${name}' parameter value '${text}' is not a valid value.`);
}

const asTyped = (text: string): string | number => (/^\s*-?[\d.]+\s*$/.test(text) ? Number(text) : text.toLowerCase());

function typedValue(declaration: Declaration, node: YamlNode, budget: Budget): Value {
  switch (declaration.form) {
    case 'object':
      return valueOfNode(node, budget);
    case 'textObject':
      return textObject(node, budget);
    case 'texts':
      if (node.kind !== 'sequence') return invalid(declaration, node);
      return node.items.map((item) => scalarText(declaration, item));
    case 'mapping':
      return node.kind === 'mapping' ? valueOfNode(node, budget) : invalid(declaration, node);
    case 'list':
      return node.kind === 'sequence' ? valueOfNode(node, budget) : invalid(declaration, node);
    case 'string':
    case 'number':
    case 'boolean':
      return scalarValue(declaration, node);
  }
}

function scalarValue(declaration: Declaration, node: YamlNode): Value {
  const text = scalarText(declaration, node);
  if (declaration.form === 'string') return text;
  if (declaration.form === 'number' && /^\s*[-+]?(\d+\.?\d*|\.\d+)\s*$/.test(text)) return Number(text);
  if (declaration.form === 'boolean' && /^(true|false)$/i.test(text)) return text.toLowerCase() === 'true';
  return invalid(declaration, node);
}

const scalarText = (declaration: Declaration, node: YamlNode): string =>
  node.kind === 'scalar' ? node.text : invalid(declaration, node);

function textObject(node: YamlNode, budget: Budget): Value {
  if (node.kind === 'scalar') return node.text;
  budget.step();
  if (node.kind === 'sequence') return node.items.map((item) => textObject(item, budget));
  return new Map(node.entries.map(({ key, value }) => [key.text, textObject(value, budget)]));
}

function invalid({ name, type }: Declaration, node: YamlNode): never {
  const kind = type.charAt(0).toUpperCase() + type.slice(1);
  const isScalarType = ['string', 'number', 'boolean', 'stringList'].includes(type);
  const value = node.kind === 'scalar' && isScalarType ? ` value '${node.text}'` : '';
  return refuse(node.place, `The '${name}' parameter${value} is not a valid ${kind}.`);
}
