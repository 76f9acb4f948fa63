import { releaseOf } from '../../data/approval-runs.ts';
import type { Ledger } from '../../data/ledger.ts';
import type { Run } from '../../data/runs.ts';
import { attributeRuns } from '../releases/attribute-runs.ts';
import { listComponents } from '../releases/component-key.ts';

/** What a run releases, as far as it is known. */
export interface ReleasedByRun {
  readonly version: string | undefined;
  readonly component: string | undefined;
}

/** By the ids of the runs. */
export type ReleasedRuns = ReadonlyMap<number, ReleasedByRun>;

/** What runs release: as the ledgers know it, else as their tags and parameters tell. */
export function nameReleased(runs: readonly Run[], ledgers: readonly Ledger[]): ReleasedRuns {
  const components = listComponents(ledgers);
  const names = new Map(components.map(({ key, entry }) => [key, entry.component]));
  const attributed = attributeRuns(runs, components);
  return new Map(
    runs.map((run) => {
      const [only, ...others] = attributed.get(run.id) ?? [];
      const isPlain = only !== undefined && others.length === 0;
      return [run.id, isPlain ? { version: only.version, component: names.get(only.component) } : releaseOf(run)];
    }),
  );
}
