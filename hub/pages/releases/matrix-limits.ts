import { MOST_RECORDS } from '../../data/environments.ts';
import type { ListedComponent } from './component-key.ts';
import type { Matrix } from './matrix.ts';

/** Of how many components the documents of how many releases are read: each costs a request. */
export function depthOf(components: readonly ListedComponent[]): {
  readonly components: number;
  readonly releases: number;
} {
  return components.length === 1 ? { components: 1, releases: 10 } : { components: 20, releases: 2 };
}

/** Says what an empty cell may hide; undefined when every cell is filled, or all that there is was read. */
export function describeLimits(components: readonly ListedComponent[], matrix: Matrix): string | undefined {
  const depth = depthOf(components);
  const hides = components.some(({ key, entry }, index) => {
    const read = index < depth.components ? depth.releases : 0;
    return entry.releases.length > read && matrix.environments.some((one) => !matrix.cellOf(key, one)?.live);
  });
  if (!hides) return undefined;
  const which = components.length > depth.components ? ` of the first ${depth.components} components` : '';
  const further = components.length > 1 ? ' Choose a component to look further back.' : '';
  return `An empty cell may hide an older deployment: the newest ${MOST_RECORDS} jobs of each environment were looked at, and the newest ${depth.releases} releases${which} in the ledger.${further}`;
}
