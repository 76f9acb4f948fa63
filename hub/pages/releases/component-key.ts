import type { Ledger } from '../../data/ledger.ts';
import type { IndexedComponent } from '../../../src/release/ledger/ledger-documents.ts';

/** A component of one of the ledgers. */
export interface ListedComponent {
  /** What a filter in the address names it by. */
  readonly key: string;
  readonly ledger: Ledger;
  readonly entry: IndexedComponent;
}

/** Names of components have no slash. */
export const keyOf = (repositoryId: string, component: string): string => `${repositoryId}/${component}`;

/** All components of the ledgers, by their names. */
export const listComponents = (ledgers: readonly Ledger[]): readonly ListedComponent[] =>
  ledgers
    .flatMap((ledger) =>
      ledger.index.components.map((entry) => ({ key: keyOf(ledger.repository.id, entry.component), ledger, entry })),
    )
    .toSorted((one, other) => one.entry.component.localeCompare(other.entry.component));

/** Those that a filter leaves: the one that it names, or all. */
export function chooseComponents(all: readonly ListedComponent[], filter: string | undefined) {
  const chosen = all.filter(({ key }) => key === filter);
  return chosen.length > 0 ? chosen : all;
}

/** What a filter is shown as: one that names none of them leaves all. */
export const shownFilter = (all: readonly ListedComponent[], filter: string): string =>
  all.some(({ key }) => key === filter) ? filter : '';

/** Names for people: with the repository where two ledgers have a component of that name. */
export function nameComponents(all: readonly ListedComponent[]): ReadonlyMap<string, string> {
  const counts = new Map<string, number>();
  for (const { entry } of all) counts.set(entry.component, (counts.get(entry.component) ?? 0) + 1);
  return new Map(
    all.map(({ key, ledger, entry }) => [
      key,
      (counts.get(entry.component) ?? 0) > 1 ? `${entry.component} (${ledger.repository.name})` : entry.component,
    ]),
  );
}
