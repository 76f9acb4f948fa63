import { useState } from 'react';
import type { MeasuredReleases } from '../../data/measured.ts';
import { useHub } from '../../hub-context.ts';
import type { HubProblem } from '../../host/hub-problem.ts';
import { useLoad } from '../../parts/use-load.ts';
import { KNOWN, RUNS_AT_ONCE } from '../audits/use-audits.ts';
import { loadLists, measureComponents, type MetricsLists } from './load-metrics.ts';

const WHAT = 'the releases and reviews of this project';

export interface Metrics {
  /** Of any period and component; undefined until they are read. */
  readonly lists: MetricsLists | undefined;
  /** Undefined until they are measured. */
  readonly releases: MeasuredReleases | undefined;
  readonly problems: readonly HubProblem[];
  /** What is read now; undefined when nothing is. */
  readonly reading: string | undefined;
  readonly reload: () => void;
}

/** What the figures are made of. Another period or component asks for nothing again. */
export function useMetrics({ component, since }: { readonly component: string; readonly since: number }): Metrics {
  const { host, rest } = useHub();
  const project = host.project.name;
  const [read, setRead] = useState('');
  const lists = useLoad({ key: project, what: WHAT }, async (signal) => {
    const reader = { rest, host, known: KNOWN, runs: RUNS_AT_ONCE };
    return { ...(await loadLists(reader, signal)), readAt: performance.now() };
  });
  const key = JSON.stringify([lists.value?.readAt, component, since]);
  const measured = useLoad({ key, what: WHAT }, (signal) => {
    setRead('');
    const told = (done: number, of: number) => setRead(`: ${done} of ${of} releases`);
    return measureComponents({ rest, project, signal }, lists.value?.components ?? [], { component, since, told });
  });
  const isWhole = lists.value !== undefined && measured.value !== undefined;
  return {
    lists: lists.value,
    releases: lists.value && measured.value,
    problems: [lists, measured].flatMap(({ problem, value }) => [
      ...(problem ? [problem] : []),
      ...(value?.problems ?? []),
    ]),
    reading: !isWhole && (lists.loading || measured.loading) ? `${WHAT}${read}` : undefined,
    reload: lists.reload,
  };
}
