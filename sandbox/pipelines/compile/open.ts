import { Chain } from './chain.ts';
import { directiveOf, type Directive } from './directive.ts';
import { eachScopes } from './each.ts';
import { resolveScalar, resolveText } from './evaluate-template.ts';
import { refuse, textNode, within, type MappingNode, type Place, type ScalarNode, type YamlNode } from './node.ts';
import type { Scope } from './scope.ts';

/** Something written, with what its expressions see. It is resolved one level at a time, so that what is not taken is not evaluated. */
export interface Open {
  readonly node: YamlNode | MergedMapping;
  readonly scope: Scope;
}

interface OpenEntry {
  /** Resolved. */
  readonly key: ScalarNode;
  readonly value: Open;
}

/** The mapping that the directives of a list's item made, each entry with a scope of its own. */
interface MergedMapping {
  readonly kind: 'merged';
  readonly place: Place;
  readonly entries: readonly OpenEntry[];
}

/** The same with the expression that a scalar is resolved. */
export function opened({ node, scope }: Open): Open {
  return node.kind === 'scalar' ? { node: resolveScalar(node, scope), scope } : { node, scope };
}

export const isEmpty = ({ node }: Open): boolean => node.kind === 'scalar' && node.text === '';

/** The entries of a mapping, directives resolved. No key comes twice, whatever its case. */
export function* entriesOf(mapping: Open): Generator<OpenEntry> {
  const seen = new Set<string>();
  for (const entry of allEntries(opened(mapping))) {
    const name = entry.key.text.toLowerCase();
    if (seen.has(name)) refuse(entry.key.place, `'${entry.key.text}' is already defined`);
    seen.add(name);
    yield entry;
  }
}

/** The items of a list, directives resolved and lists in it flattened; nothing for an empty value. */
export function* itemsOf(list: Open): Generator<Open> {
  const { node, scope } = opened(list);
  if (isEmpty({ node, scope })) return;
  if (node.kind !== 'sequence')
    refuse(node.place, node.kind === 'scalar' ? `Unexpected value '${node.text}'` : 'A mapping was not expected');
  const chain = new Chain();
  for (const item of node.items) {
    charge(item.place, scope);
    if (item.kind === 'mapping' && isDirectiveItem(item)) yield* directiveItems(item, scope, chain);
    else yield* flattened(item, scope);
  }
}

function* flattened(item: YamlNode, scope: Scope): Generator<Open> {
  const one = opened({ node: item, scope });
  const isInserted = item.kind === 'scalar' && !item.isFinal && one.node.kind === 'sequence';
  if (isInserted) yield* itemsOf(one);
  else yield one;
}

function isDirectiveItem(item: MappingNode): boolean {
  const first = item.entries[0];
  return first !== undefined && directiveOf(first.key) !== undefined;
}

function* directiveItems(item: MappingNode, scope: Scope, chain: Chain): Generator<Open> {
  const merged: OpenEntry[] = [];
  for (const entry of item.entries) {
    const directive = directiveOf(entry.key);
    if (directive === undefined) merged.push(plainEntry(entry, scope));
    else
      for (const body of bodiesOf({ directive, ...entry }, scope, chain)) {
        if (body.node.kind === 'sequence') yield* itemsOf(body);
        else if (body.node.kind === 'scalar') yield body;
        else merged.push(...allEntries(body));
      }
  }
  if (merged.length > 0) yield { node: { kind: 'merged', place: item.place, entries: merged }, scope };
}

function* allEntries({ node, scope }: Open): Generator<OpenEntry> {
  if (node.kind === 'merged') {
    yield* node.entries;
    return;
  }
  if (node.kind !== 'mapping') refuse(node.place, 'Expected a mapping');
  const chain = new Chain();
  for (const entry of node.entries) {
    charge(entry.key.place, scope);
    const directive = directiveOf(entry.key);
    if (directive === undefined) yield plainEntry(entry, scope);
    else for (const body of bodiesOf({ directive, ...entry }, scope, chain)) yield* allEntries(body);
  }
}

const plainEntry = ({ key, value }: MappingNode['entries'][number], scope: Scope): OpenEntry => ({
  key: textNode(key.place, resolveText(key, scope)),
  value: { node: value, scope },
});

interface DirectiveEntry {
  readonly directive: Directive;
  readonly key: ScalarNode;
  readonly value: YamlNode;
}

/** The bodies that a directive gives: none, one, or one for each turn. Empty ones are left out. */
function* bodiesOf({ directive, key, value }: DirectiveEntry, scope: Scope, chain: Chain): Generator<Open> {
  for (const inner of scopesOf(directive, { place: key.place, scope, chain })) {
    const body = opened({ node: value, scope: inner });
    if (directive.word === 'insert' && body.node.kind !== 'mapping') refuse(body.node.place, 'Expected a mapping');
    if (!isEmpty(body)) yield body;
  }
}

function* scopesOf(directive: Directive, at: { place: Place; scope: Scope; chain: Chain }): Generator<Scope> {
  const { place, scope, chain } = at;
  switch (directive.word) {
    case 'each':
      chain.end();
      yield* eachScopes(directive.rest, place, scope);
      break;
    case 'insert':
      chain.end();
      if (directive.rest !== '')
        refuse(
          place,
          "Exactly 0 parameter(s) were expected following the directive 'insert'. Actual parameter count: 1",
        );
      yield scope;
      break;
    case 'if':
    case 'elseif':
    case 'else':
      if (chain.takes(directive, place, scope)) yield scope;
  }
}

function charge(place: Place, { budget }: Scope): void {
  within(place, () => {
    budget.step();
  });
}
