import { attempt } from '../../data/attempt.ts';
import { type FoundAudits, type KnownAudits, type ListedAudit, readAudits } from '../../data/audits.ts';
import type { HubReader } from '../../data/known-repositories.ts';
import { type MeasuredReleases, readMeasured } from '../../data/measured.ts';
import { readLedgers } from '../../data/read-ledgers.ts';
import type { Rest } from '../../host/rest.ts';
import { type Review, readReviews } from '../../data/reviews.ts';
import type { HubProblem } from '../../host/hub-problem.ts';
import { chooseComponents, type ListedComponent, listComponents } from '../releases/component-key.ts';

const NO_AUDITS: Pick<FoundAudits, 'audits' | 'problems'> = { audits: [], problems: [] };

export interface MetricsLists {
  /** All that the filter may choose from. */
  readonly components: readonly ListedComponent[];
  readonly reviews: readonly Review[];
  readonly audits: readonly ListedAudit[];
  readonly problems: readonly HubProblem[];
}

/**
 * What the figures of any period are made of: for each repository its index and the archive of its reviews, and the heads of the
 * audits of the newest `runs`.
 */
export async function loadLists(
  { known, runs, ...reader }: HubReader & { readonly known: KnownAudits; readonly runs: number },
  signal: AbortSignal,
): Promise<MetricsLists> {
  const { rest, host } = reader;
  const troubles: HubProblem[] = [];
  const [{ ledgers, problems }, reviews, audited] = await Promise.all([
    readLedgers(reader, { everywhere: false, signal }),
    readReviews(reader, { everywhere: false, signal }),
    attempt({ problems: troubles, signal }, { what: 'the audits of this project', instead: NO_AUDITS }, () =>
      readAudits({ rest, project: host.project.name, signal }, { most: runs, known }),
    ),
  ]);
  return {
    components: listComponents(ledgers),
    reviews: reviews.reviews,
    audits: audited.audits,
    problems: [...problems, ...reviews.problems, ...troubles, ...audited.problems],
  };
}

interface Wanted {
  /** Key of the component; all when it is none. */
  readonly component: string;
  /** Milliseconds since 1970. */
  readonly since: number;
  /** How many documents of releases are read so far. */
  readonly told: (read: number, of: number) => void;
}

/** The releases that a filter and a period leave; asks for nothing where the index tells enough. */
export function measureComponents(
  place: { readonly rest: Rest; readonly project: string; readonly signal: AbortSignal },
  components: readonly ListedComponent[],
  { component, since, told }: Wanted,
): Promise<MeasuredReleases> {
  const ledgers = chooseComponents(components, component).map(({ ledger, entry }) => ({
    repository: ledger.repository,
    index: { ...ledger.index, components: [entry] },
  }));
  return readMeasured(place.rest, place, { ledgers, since, told });
}
