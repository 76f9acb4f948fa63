import type { Budget } from '../expressions/budget.ts';
import { embeddedIn } from './embedded.ts';
import { entriesOf, itemsOf, opened, type Open } from './open.ts';
import { refuse, textNode, unsupported, type Place, type YamlNode } from './node.ts';
import { PARAMETER_TYPES, type ParameterForm } from './parameter-types.ts';
import { findTwice } from './names.ts';
import { firstKey, readFields, readName, readText, readTexts } from './read.ts';

/** One of `parameters:`. */
export interface Declaration {
  readonly name: string;
  readonly displayName: string;
  readonly type: string;
  readonly form: ParameterForm;
  /** Undefined: it must be given. */
  readonly standard: YamlNode | undefined;
  readonly values: readonly string[] | undefined;
  readonly place: Place;
}

export interface Declarations {
  readonly all: readonly Declaration[];
  /** Without a list of parameters any may be given. */
  readonly isClosed: boolean;
}

/** Reads `parameters:` of a pipeline or a template. Throws PipelineInvalid. */
export function readDeclarations(open: Open | undefined, position: 'root' | 'template', budget: Budget): Declarations {
  if (open === undefined) return { all: [], isClosed: position === 'root' };
  const { node, scope } = opened(open);
  if (node.kind === 'mapping' && position === 'template')
    return { all: [...oldForm({ node, scope })], isClosed: false };
  const all = [...itemsOf({ node, scope })].map((item) => readDeclaration(item, position, budget));
  const twice = findTwice(all.map(({ name }) => name));
  const second = all.findLast(({ name }) => name.toLowerCase() === twice?.toLowerCase());
  if (second !== undefined)
    refuse(second.place, `The '${second.name}' parameter is declared more than once in the parameter list.`);
  return { all, isClosed: true };
}

/** `parameters: { name: default }` takes anything. */
function* oldForm(open: Open): Generator<Declaration> {
  for (const { key, value } of entriesOf(open)) {
    const { text: name, place } = key;
    const standard = literal(value.node as YamlNode);
    yield { name, displayName: name, type: 'legacyObject', form: 'textObject', standard, values: undefined, place };
  }
}

function readDeclaration(item: Open, position: 'root' | 'template', budget: Budget): Declaration {
  budget.step();
  const first = firstKey(item);
  if (first !== undefined && first.text !== 'name') refuse(first.place, `Unexpected value '${first.text}'`);
  const { place, get } = readFields(item, { keys: ['name', 'displayName', 'type', 'default', 'values'] });
  const name = readName(get('name')) ?? refuse(place, "Unexpected value ''");
  const { type, form } = readType(get('type'), position);
  const written = get('default')?.node as YamlNode | undefined;
  const values = get('values') === undefined ? undefined : readTexts(get('values')).map(({ text }) => text);
  const displayName = readText(get('displayName')) ?? name;
  return { name, displayName, type, form, standard: written && literal(written), values, place };
}

function readType(open: Open | undefined, position: 'root' | 'template'): Pick<Declaration, 'type' | 'form'> {
  if (open === undefined) return { type: 'string', form: 'string' };
  const type = readText(open) ?? '';
  if (type === 'container' || type === 'containerList')
    unsupported(open.node.place, `parameters of the type '${type}'`);
  const form = PARAMETER_TYPES[position].get(type) ?? refuse(open.node.place, `Unexpected value '${type}'`);
  return { type, form };
}

/** A default is no place for expressions, but for one that is nothing but a text. */
function literal(node: YamlNode): YamlNode {
  if (node.isFinal) return node;
  switch (node.kind) {
    case 'scalar': {
      if (!node.text.includes('${{')) return { ...node, isFinal: true };
      const [piece, ...others] = embeddedIn(node.text) ?? [];
      const text =
        others.length === 0 && piece?.kind === 'expression' ? /^'((?:[^']|'')*)'$/.exec(piece.text)?.[1] : undefined;
      if (text === undefined) refuse(node.place, 'A template expression is not allowed in this context');
      return textNode(node.place, text.replaceAll("''", "'"));
    }
    case 'sequence':
      return { ...node, items: node.items.map(literal), isFinal: true };
    case 'mapping':
      return {
        ...node,
        entries: node.entries.map(({ key, value }) => ({
          key: { ...key, ...literal(key) } as typeof key,
          value: literal(value),
        })),
        isFinal: true,
      };
  }
}
