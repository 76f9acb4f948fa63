import { type DeploymentRecord, MOST_RECORDS } from '../../data/environments.ts';
import type { IndexedRelease } from '../../../src/release/ledger/ledger-documents.ts';
import type { ListedComponent } from './component-key.ts';
import type { Matrix } from './matrix.ts';

/** A release of which only the document tells where it was deployed. */
export interface UntoldRelease {
  readonly component: ListedComponent;
  readonly version: string;
}

/** The index tells where a release was deployed, in whole or, written by an older Slipway, not at all. */
const isUntold = ({ leadMinutes }: IndexedRelease): boolean => leadMinutes === undefined;

/** Of how many components the documents of how many newest releases are read: each costs a request. */
const depthOf = (components: readonly ListedComponent[]) =>
  components.length === 1 ? { components: 1, releases: 10 } : { components: 20, releases: 2 };

/** The releases whose documents are read, where the index does not tell enough. */
export function chooseUntold(components: readonly ListedComponent[]): readonly UntoldRelease[] {
  const depth = depthOf(components);
  return components
    .map((component) => ({ component, untold: component.entry.releases.slice(0, depth.releases).filter(isUntold) }))
    .filter(({ untold }) => untold.length > 0)
    .slice(0, depth.components)
    .flatMap(({ component, untold }) => untold.map(({ version }) => ({ component, version })));
}

/** Says what an empty cell may hide; undefined when every cell is filled, or all that there is was looked at. */
export function describeLimits(
  components: readonly ListedComponent[],
  records: readonly DeploymentRecord[],
  matrix: Matrix,
): string | undefined {
  const counts = new Map<string, number>();
  for (const { environment } of records) counts.set(environment, (counts.get(environment) ?? 0) + 1);
  const full = new Set([...counts].filter(([, count]) => count >= MOST_RECORDS).map(([name]) => name.toLowerCase()));
  const read = new Set(chooseUntold(components).map(({ component, version }) => `${component.key}/${version}`));
  const empty = components
    .map((component) => ({
      ...component,
      environments: matrix.environments.filter((one) => !matrix.cellOf(component.key, one)?.live),
    }))
    .filter(({ environments }) => environments.length > 0);
  const isUnread = empty.some(({ key, entry }) =>
    entry.releases.some((one) => isUntold(one) && !read.has(`${key}/${one.version}`)),
  );
  const isCut = empty.some(
    ({ entry, environments }) =>
      entry.releases.length > 0 && environments.some((environment) => full.has(environment.toLowerCase())),
  );
  if (!isUnread && !isCut) return undefined;
  const jobs = `An empty cell may hide an older deployment: the newest ${MOST_RECORDS} jobs of each environment were looked at`;
  if (!isUnread) return `${jobs}.`;
  const depth = depthOf(components);
  const which = components.length > depth.components ? ` of ${depth.components} components` : '';
  const further = components.length > 1 ? ' Choose a component to look further back.' : '';
  return `${jobs} and, of what an older Slipway released, the newest ${depth.releases} releases${which}.${further}`;
}
