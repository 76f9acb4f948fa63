import { entriesOf, itemsOf, opened, type Open } from './open.ts';
import type { YamlNode } from './node.ts';

/** All of it with expressions and directives resolved. */
export function resolveAll(open: Open): YamlNode {
  const { node, scope } = opened(open);
  if (node.kind !== 'merged' && (node.isFinal || node.kind === 'scalar')) return node;
  const { place } = node;
  if (node.kind === 'sequence')
    return { kind: 'sequence', place, items: [...itemsOf({ node, scope })].map(resolveAll), isFinal: true };
  const entries = [...entriesOf({ node, scope })].map(({ key, value }) => ({ key, value: resolveAll(value) }));
  return { kind: 'mapping', place, entries, isFinal: true };
}
