import { useEffect, useMemo, useRef, useState } from 'react';
import { type KnownRuns, readKnownRuns } from '../../data/approval-runs.ts';
import { listEnvironments } from '../../data/environments.ts';
import { useHub } from '../../hub-context.ts';
import { type Approval, listWaitingApprovals } from '../../host/approvals.ts';
import { asProblem, type HubProblem } from '../../host/hub-problem.ts';
import type { Rest } from '../../host/rest.ts';
import { type Loaded, useLoad } from '../../parts/use-load.ts';

export const POLL_MS = 15_000;
/** The runs that are asked for with the list. */
const FIRST_RUNS = 100;
/** Of runs that are far down the list, and rarely looked at. */
const RUN_AGE_MS = 60_000;

export interface WaitingApprovals {
  readonly approvals: readonly Approval[];
  readonly isCut: boolean;
  readonly environments: ReadonlySet<string> | undefined;
  /** The first of the runs. */
  readonly runs: KnownRuns;
  /** Why the runs could not be read. */
  readonly runsProblem: HubProblem | undefined;
}

/** What waits in the project, looked at every 15 seconds. */
export function useWaiting(): Loaded<WaitingApprovals> {
  const { host, rest } = useHub();
  const project = host.project.name;
  return useLoad({ key: project, what: `the approvals of ${project}`, everyMs: POLL_MS }, async (signal) => {
    const [{ approvals, isCut }, environments] = await Promise.all([
      listWaitingApprovals(rest, { project, signal }),
      readEnvironmentIds(rest, project, signal),
    ]);
    const first = runIdsOf(approvals).slice(0, FIRST_RUNS);
    const runs = await readKnownRuns(rest, { project, signal }, first).catch((error: unknown) => {
      signal.throwIfAborted();
      return asProblem(error, `the runs of ${project}`);
    });
    const isProblem = runs instanceof Error;
    return {
      ...{ approvals, isCut, environments },
      runs: isProblem ? new Map() : runs,
      runsProblem: isProblem ? runs : undefined,
    };
  });
}

/** Without all of them nothing is left out for its environment. */
async function readEnvironmentIds(
  rest: Rest,
  project: string,
  signal: AbortSignal,
): Promise<ReadonlySet<string> | undefined> {
  const found = await listEnvironments(rest, { project, signal }).catch(() => {
    signal.throwIfAborted();
    return undefined;
  });
  return found?.isWhole === true ? new Set(found.environments.map(({ id }) => String(id))) : undefined;
}

/** Those that the user may decide come first. */
const runIdsOf = (approvals: readonly Approval[]): readonly number[] => {
  const inOrder = [...approvals.filter(({ mayDecide }) => mayDecide), ...approvals];
  return [...new Set(inOrder.flatMap(({ run }) => run?.id ?? []))];
};

/** The runs of all approvals: the first come with the list, the others after it, a hundred in a request. */
export function useRuns(waiting: WaitingApprovals | undefined): KnownRuns {
  const { host, rest } = useHub();
  const project = host.project.name;
  const [later, setLater] = useState<KnownRuns>(new Map());
  const readAt = useRef(new Map<number, number>());
  const isReading = useRef(false);
  const stop = useRef<AbortController>();
  useEffect(() => {
    stop.current = new AbortController();
    return () => stop.current?.abort();
  }, []);
  useEffect(() => {
    // What takes longer than the pause between two lists would otherwise never come to an end.
    if (waiting === undefined || waiting.runsProblem !== undefined || isReading.current) return;
    const isOld = (id: number) => Date.now() - (readAt.current.get(id) ?? 0) > RUN_AGE_MS;
    const wanted = runIdsOf(waiting.approvals).filter((id) => !waiting.runs.has(id) && isOld(id));
    if (wanted.length === 0) return;
    isReading.current = true;
    readKnownRuns(rest, { project, signal: stop.current?.signal }, wanted).then(
      (found) => {
        isReading.current = false;
        for (const id of found.keys()) readAt.current.set(id, Date.now());
        setLater((before) => new Map([...before, ...found]));
      },
      () => {
        // Not known yet: the next look asks again.
        isReading.current = false;
      },
    );
  }, [waiting, rest, project]);
  return useMemo(() => new Map([...later, ...(waiting?.runs ?? [])]), [later, waiting]);
}
