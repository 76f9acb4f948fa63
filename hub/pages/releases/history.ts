import type { IndexedRelease } from '../../../src/release/ledger/ledger-documents.ts';
import type { ListedComponent } from './component-key.ts';

export interface HistoryRow {
  readonly key: string;
  /** Of the component. */
  readonly component: ListedComponent;
  readonly release: IndexedRelease;
  /** What is searched, in small letters. */
  readonly text: string;
}

/** All releases, the newest first. */
export function listHistory(components: readonly ListedComponent[]): readonly HistoryRow[] {
  const rows = components.flatMap((component) =>
    component.entry.releases.map((release) => ({
      key: `${component.key}/${release.version}`,
      component,
      release,
      text: [
        component.entry.component,
        component.ledger.repository.name,
        release.version,
        release.tag,
        release.releasedAt.slice(0, 10),
      ]
        .join('\n')
        .toLowerCase(),
    })),
  );
  return rows.toSorted((one, other) => compare(other.release.releasedAt, one.release.releasedAt));
}

export interface HistoryFilter {
  /** Words that must all be there: of component, repository, version, tag or date. */
  readonly search: string;
  /** `released` or `rolledBack`; anything else is both. */
  readonly state: string;
}

export function filterHistory(rows: readonly HistoryRow[], { search, state }: HistoryFilter): readonly HistoryRow[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const isChosen = state === 'released' || state === 'rolledBack';
  if (words.length === 0 && !isChosen) return rows;
  return rows.filter(
    ({ text, release }) => (!isChosen || release.state === state) && words.every((word) => text.includes(word)),
  );
}

/** By code units: moments of one form. */
const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);
