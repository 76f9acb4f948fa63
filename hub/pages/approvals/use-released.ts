import { useMemo } from 'react';
import type { KnownRuns } from '../../data/approval-runs.ts';
import { useHub } from '../../hub-context.ts';
import { useLoad } from '../../parts/use-load.ts';
import { nameReleased, type ReleasedRuns } from './name-released.ts';
import { readLedgersOf } from './read-released.ts';

/** A version may be raised, and a release begun, while approvals wait. */
const EVERY_MS = 120_000;

/** What runs release, as the ledgers of their repositories know it: one request for each of these. */
export function useReleased(known: KnownRuns): ReleasedRuns {
  const { host, rest } = useHub();
  const project = host.project.name;
  const runs = useMemo(() => [...known.values()].filter((run) => run !== 'gone'), [known]);
  const ids = useMemo(() => [...new Set(runs.map(({ repositoryId }) => repositoryId))].filter(Boolean).sort(), [runs]);
  const { value } = useLoad({ key: ids.join(), what: 'the ledgers', everyMs: EVERY_MS }, (signal) =>
    readLedgersOf(rest, { project, signal }, ids),
  );
  return useMemo(() => nameReleased(runs, value ?? []), [runs, value]);
}
