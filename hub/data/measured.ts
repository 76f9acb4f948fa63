import { mapConcurrently } from '../../src/concurrency.ts';
import { measureRelease, type ReleaseMeasures } from '../../src/release/ledger/index-entries.ts';
import type { IndexedRelease } from '../../src/release/ledger/ledger-documents.ts';
import type { HubProblem } from '../host/hub-problem.ts';
import type { Rest } from '../host/rest.ts';
import { attempt } from './attempt.ts';
import { findRelease, type Ledger, type Repository } from './ledger.ts';

const AT_ONCE = 6;
/** Documents that are read at most. */
const MOST = 300;

/** What of a release the figures are made of. */
export interface MeasuredRelease extends ReleaseMeasures {
  /** With its repository: others may have a component of that name. */
  readonly component: string;
  readonly tag: string;
  /** Milliseconds since 1970. */
  readonly releasedAt: number;
  readonly state: IndexedRelease['state'];
}

export interface MeasuredReleases {
  readonly releases: readonly MeasuredRelease[];
  /** Releases of the period whose documents were too many to read. */
  readonly left: number;
  readonly problems: readonly HubProblem[];
}

interface Listed {
  readonly repository: Repository;
  readonly component: string;
  readonly release: IndexedRelease;
}

/**
 * What was released since a moment: of the index alone and, where that does not tell enough, of the newest documents; `told` says
 * how many of them are read so far.
 */
export async function readMeasured(
  rest: Rest,
  { project, signal }: { readonly project: string; readonly signal?: AbortSignal | undefined },
  {
    ledgers,
    since,
    told,
  }: { readonly ledgers: readonly Ledger[]; readonly since: number; readonly told: (read: number, of: number) => void },
): Promise<MeasuredReleases> {
  const problems: HubProblem[] = [];
  const listed = ledgers.flatMap(({ repository, index }) =>
    index.components.flatMap(({ component, releases }) =>
      releases
        .filter(({ releasedAt }) => Date.parse(releasedAt) >= since)
        .map((release): Listed => ({ repository, component, release })),
    ),
  );
  const indexed = listed.flatMap((one) => {
    const { leadMinutes, hotfixFrom } = one.release;
    return leadMinutes === undefined ? [] : [measuredOf(one, { leadMinutes, hotfixFrom })];
  });
  const untold = listed
    .filter(({ release }) => release.leadMinutes === undefined)
    .toSorted((one, other) => Date.parse(other.release.releasedAt) - Date.parse(one.release.releasedAt));
  const wanted = untold.slice(0, MOST);
  let done = 0;
  const read = await mapConcurrently(wanted, AT_ONCE, async (one) => {
    const { repository, component } = one;
    const { version } = one.release;
    const what = { what: `${component} ${version}`, instead: undefined };
    const place = { project, repository, component, version, signal };
    const document = await attempt({ problems, signal }, what, () => findRelease(rest, place));
    told((done += 1), wanted.length);
    return document && measuredOf(one, measureRelease(document));
  });
  const releases = [...indexed, ...read.filter((one) => one !== undefined)];
  return { releases, left: untold.length - wanted.length, problems };
}

const measuredOf = (
  { repository, component, release: { tag, releasedAt, state } }: Listed,
  measures: ReleaseMeasures,
): MeasuredRelease => ({
  component: `${repository.id}/${component}`,
  ...{ tag, releasedAt: Date.parse(releasedAt), state },
  ...measures,
});
