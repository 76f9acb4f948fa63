import { refuse } from './node.ts';
import { entriesOf, isEmpty, opened, type Open } from './open.ts';
import { resolveAll } from './resolve.ts';

/** `pool:` is `server` or any pool of agents; its image and demands mean nothing here. */
export function readPool(open: Open | undefined, outer: 'agent' | 'server'): 'agent' | 'server' {
  if (open === undefined || isEmpty(opened(open))) return outer;
  const { node } = opened(open);
  if (node.kind === 'scalar') return node.text === 'server' ? 'server' : 'agent';
  if (node.kind === 'sequence') refuse(node.place, 'A sequence was not expected');
  for (const { value } of entriesOf(open)) resolveAll(value);
  return 'agent';
}
