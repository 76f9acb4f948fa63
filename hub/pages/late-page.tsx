import { type ComponentType, useCallback, useEffect, useState } from 'react';
import { HubProblem } from '../host/hub-problem.ts';
import { Loading } from '../parts/loading.tsx';
import { ProblemCard } from '../parts/problem-card.tsx';

type Load = () => Promise<{ readonly default: ComponentType }>;

/**
 * A page whose file is loaded when it is first shown, and asked for again when that failed: `lazy` of React would remember
 * a dead network for good.
 */
export function latePage(title: string, load: Load): ComponentType {
  let loaded: ComponentType | undefined;
  return function LatePage() {
    const [{ Page, problem }, setState] = useState<{ Page?: ComponentType | undefined; problem?: HubProblem }>({
      Page: loaded,
    });
    const ask = useCallback(() => {
      load().then(
        ({ default: Loaded }) => setState({ Page: (loaded = Loaded) }),
        (cause: unknown) => setState({ problem: new HubProblem(`the page ${title}`, { kind: 'offline' }, { cause }) }),
      );
    }, []);
    const isThere = Page !== undefined;
    useEffect(() => {
      if (!isThere) ask();
    }, [ask, isThere]);
    if (Page) return <Page />;
    return problem ? <ProblemCard problem={problem} retry={ask} /> : <Loading what={title} />;
  };
}
