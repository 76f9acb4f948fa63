import { useCallback, useEffect, useRef, useState } from 'react';
import { asProblem, type HubProblem } from '../host/hub-problem.ts';
import { PAUSE } from '../host/pause.ts';

/** What was asked for. While it is asked for anew, what was there stays, so that nothing jumps. */
export interface Loaded<Value> {
  readonly value: Value | undefined;
  readonly problem: HubProblem | undefined;
  readonly loading: boolean;
  /** Asks anew. */
  readonly reload: () => void;
}

/**
 * Loads when `key` changes, when asked, and every `everyMs` while the page can be seen, but not while Azure DevOps asks for a pause.
 * The answer of a question that was overtaken is dropped. `what` names it for people, should it fail in a way nobody foresaw.
 */
export function useLoad<Value>(
  { key, what, everyMs }: { readonly key: string; readonly what: string; readonly everyMs?: number },
  load: (signal: AbortSignal) => Promise<Value>,
): Loaded<Value> {
  const [state, setState] = useState<{ key: string; value?: Value; problem?: HubProblem; loading: boolean }>({
    key,
    loading: true,
  });
  const [turn, setTurn] = useState(0);
  const latest = useRef(load);
  latest.current = load;
  const isLoading = useRef(false);
  useEffect(() => {
    const stop = new AbortController();
    isLoading.current = true;
    setState((before) => ({ ...(before.key === key ? before : {}), key, loading: true }));
    latest.current(stop.signal).then(
      (value) => {
        if (stop.signal.aborted) return;
        isLoading.current = false;
        setState({ key, value, loading: false });
      },
      (error: unknown) => {
        if (stop.signal.aborted) return;
        isLoading.current = false;
        const problem = asProblem(error, what);
        setState((before) => ({ ...before, key, problem, loading: false }));
      },
    );
    return () => stop.abort();
  }, [key, turn, what]);
  const reload = useCallback(() => setTurn((before) => before + 1), []);
  useEffect(() => {
    if (everyMs === undefined) return undefined;
    const timer = setInterval(() => {
      // What takes longer than the pause would otherwise never come to an end.
      if (document.visibilityState === 'visible' && !isLoading.current && PAUSE.isOver()) reload();
    }, everyMs);
    return () => clearInterval(timer);
  }, [everyMs, reload]);
  const current = state.key === key ? state : { key, loading: true };
  return { value: current.value, problem: current.problem, loading: current.loading, reload };
}
