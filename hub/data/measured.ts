import { mapConcurrently } from '../../src/concurrency.ts';
import type { ReleaseDocument } from '../../src/release/ledger/ledger-documents.ts';
import type { HubProblem } from '../host/hub-problem.ts';
import type { Rest } from '../host/rest.ts';
import { attempt } from './attempt.ts';
import { findRelease, type Ledger } from './ledger.ts';

const AT_ONCE = 6;
/** What is read in whole at most; more are measured by the newest of them. */
const MOST = 300;

export interface MeasuredReleases {
  readonly documents: readonly ReleaseDocument[];
  /** Releases of the period that were too many to read. */
  readonly left: number;
  readonly problems: readonly HubProblem[];
}

/** The whole documents of what was released since a moment, the newest first; `told` says how many are read so far. */
export async function readMeasured(
  rest: Rest,
  { project, signal }: { readonly project: string; readonly signal: AbortSignal },
  {
    ledgers,
    since,
    told,
  }: { readonly ledgers: readonly Ledger[]; readonly since: number; readonly told: (read: number, of: number) => void },
): Promise<MeasuredReleases> {
  const problems: HubProblem[] = [];
  const wanted = ledgers
    .flatMap(({ repository, index }) =>
      index.components.flatMap(({ component, releases }) =>
        releases
          .filter(({ releasedAt }) => Date.parse(releasedAt) >= since)
          .map(({ version, releasedAt }) => ({ repository, component, version, releasedAt })),
      ),
    )
    .toSorted((one, other) => (one.releasedAt < other.releasedAt ? 1 : -1));
  const read = wanted.slice(0, MOST);
  let done = 0;
  const documents = await mapConcurrently(read, AT_ONCE, async ({ repository, component, version }) => {
    const what = { what: `${component} ${version}`, instead: undefined };
    const place = { project, repository, component, version, signal };
    const document = await attempt({ problems, signal }, what, () => findRelease(rest, place));
    told((done += 1), read.length);
    return document;
  });
  return { documents: documents.filter((one) => one !== undefined), left: wanted.length - read.length, problems };
}
