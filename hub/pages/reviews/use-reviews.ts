import { useCallback, useMemo, useRef, useState } from 'react';
import { mapConcurrently } from '../../../src/concurrency.ts';
import { attempt } from '../../data/attempt.ts';
import type { Repository } from '../../data/ledger.ts';
import { type PullRequestFacts, readPullRequests, readReviews } from '../../data/reviews.ts';
import type { HubProblem } from '../../host/hub-problem.ts';
import type { Rest } from '../../host/rest.ts';
import { useHub } from '../../hub-context.ts';
import { useLoad } from '../../parts/use-load.ts';
import { type ReviewRow, rowsOf, type Titles } from './review-rows.ts';

const WHAT = 'the reviews of this project';
/** All reviews of a repository come as one file, which may have megabytes. */
const EVERY_MS = 5 * 60_000;
const AT_ONCE = 6;
const NO_FACTS: ReadonlyMap<number, PullRequestFacts> = new Map();

export interface Reviews {
  /** Undefined until they were read. */
  readonly rows: readonly ReviewRow[] | undefined;
  readonly loading: boolean;
  readonly problems: readonly HubProblem[];
  /** Documents that could not be read. */
  readonly unreadable: number;
  /** Older ones that were not read. */
  readonly left: number;
  /** Repositories that were not looked at. */
  readonly others: number;
  readonly reload: () => void;
  /** Looks at these, too, once. */
  readonly lookEverywhere: () => void;
  readonly hasLooked: boolean;
}

/** The reviews of the project. What their pull requests are called comes after them: they are there without. */
export function useReviews(): Reviews {
  const { host, rest } = useHub();
  const project = host.project.name;
  const everywhere = useRef(false);
  const [hasLooked, setHasLooked] = useState(false);
  const { value, reload, ...found } = useLoad({ key: project, what: WHAT, everyMs: EVERY_MS }, async (signal) => {
    const reviews = await readReviews({ rest, host }, { everywhere: everywhere.current, signal });
    if (everywhere.current) setHasLooked(true);
    everywhere.current = false;
    return reviews;
  });
  const lookEverywhere = useCallback(() => {
    everywhere.current = true;
    reload();
  }, [reload]);
  const repositories = [
    ...new Map((value?.reviews ?? []).map(({ repository }) => [repository.id, repository])).values(),
  ];
  const key = repositories.map(({ id }) => id).join(' ');
  const named = useLoad({ key, what: 'the pull requests' }, (signal) =>
    nameAll(rest, { project, signal }, repositories),
  );
  const titles = named.value?.titles;
  const { unreadable = 0, left = 0, others = 0 } = value ?? {};
  const rows = useMemo(() => value && rowsOf(value.reviews, titles ?? new Map()), [value, titles]);
  return {
    rows,
    loading: found.loading,
    problems: [found.problem, ...(value?.problems ?? []), ...(named.value?.problems ?? [])].filter(isThere),
    unreadable,
    left,
    others,
    reload() {
      reload();
      named.reload();
    },
    lookEverywhere,
    hasLooked,
  };
}

const isThere = (problem: HubProblem | undefined): problem is HubProblem => problem !== undefined;

async function nameAll(
  rest: Rest,
  { project, signal }: { readonly project: string; readonly signal: AbortSignal },
  repositories: readonly Repository[],
): Promise<{ readonly titles: Titles; readonly problems: readonly HubProblem[] }> {
  const problems: HubProblem[] = [];
  const facts = await mapConcurrently(repositories, AT_ONCE, async (repository) => {
    const what = { what: `the pull requests of ${repository.name}`, instead: NO_FACTS };
    const read = () => readPullRequests(rest, { project, signal }, repository);
    return [repository.id, await attempt({ problems, signal }, what, read)] as const;
  });
  return { titles: new Map(facts), problems };
}
