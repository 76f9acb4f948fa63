import { useEffect, useRef, useState } from 'react';
import { mapConcurrently } from '../../../src/concurrency.ts';
import { type ApprovalPlace, readPlaces } from '../../data/approval-places.ts';
import { useHub } from '../../hub-context.ts';
import type { Approval } from '../../host/approvals.ts';

const AT_ONCE = 4;
/** What is scrolled past is not asked for. */
const PAUSE_MS = 120;

/**
 * Where the approvals on the screen stand. They are asked for once; those that could not be read are asked for again with
 * every new `turn`, such as the list that was read anew.
 */
export function usePlaces(visible: readonly Approval[], turn: unknown): ReadonlyMap<string, ApprovalPlace> {
  const { host, rest } = useHub();
  const project = host.project.name;
  const [places, setPlaces] = useState<ReadonlyMap<string, ApprovalPlace>>(new Map());
  const known = useRef(new Set<string>());
  const timeouts = useRef(new Map<number, Promise<number | undefined>>());
  const latest = useRef(visible);
  latest.current = visible;
  const key = visible.map(({ id }) => id).join();
  useEffect(() => {
    const stop = new AbortController();
    const { signal } = stop;
    const read = async ([runId, approvalIds]: readonly [number, readonly string[]]) => {
      const wanted = { project, runId, approvalIds, signal, timeouts: timeouts.current };
      const found = await readPlaces(rest, wanted).catch(() => new Map<string, ApprovalPlace>());
      if (signal.aborted) return;
      for (const [id, { unread }] of found) if (unread !== true) known.current.add(id);
      setPlaces((before) => new Map([...before, ...found]));
    };
    const timer = setTimeout(() => {
      const missing = latest.current.filter(({ id }) => !known.current.has(id));
      void mapConcurrently(byRun(missing), AT_ONCE, read);
    }, PAUSE_MS);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [key, turn, rest, project]);
  return places;
}

function byRun(approvals: readonly Approval[]): readonly (readonly [number, readonly string[]])[] {
  const runs = new Map<number, string[]>();
  for (const { id, run } of approvals) if (run) runs.set(run.id, [...(runs.get(run.id) ?? []), id]);
  return [...runs];
}
