import { attempt } from '../../data/attempt.ts';
import { type FoundAudits, type KnownAudits, type ListedAudit, readAudits } from '../../data/audits.ts';
import type { HubReader } from '../../data/known-repositories.ts';
import { type MeasuredReleases, readMeasured } from '../../data/measured.ts';
import { readLedgers } from '../../data/read-ledgers.ts';
import { type Review, readReviews } from '../../data/reviews.ts';
import type { HubProblem } from '../../host/hub-problem.ts';
import { chooseComponents, type ListedComponent, listComponents } from '../releases/component-key.ts';

const NO_AUDITS: Pick<FoundAudits, 'audits' | 'problems'> = { audits: [], problems: [] };

export interface LoadedMetrics {
  /** All that the filter may choose from. */
  readonly components: readonly ListedComponent[];
  readonly measured: MeasuredReleases;
  readonly reviews: readonly Review[];
  readonly audits: readonly ListedAudit[];
  readonly problems: readonly HubProblem[];
}

interface Asked {
  /** Key of the component; all when it is none. */
  readonly component: string;
  /** Milliseconds since 1970. */
  readonly since: number;
  /** Newest runs that audited. */
  readonly runs: number;
  /** How many documents of releases are read so far. */
  readonly told: (read: number, of: number) => void;
}

/** What the figures are made of: for each repository its index and the archive of its reviews, and the heads of audits. */
export async function loadMetrics(
  { known, signal, ...reader }: HubReader & { readonly known: KnownAudits; readonly signal: AbortSignal },
  { component, since, runs, told }: Asked,
): Promise<LoadedMetrics> {
  const { rest, host } = reader;
  const place = { project: host.project.name, signal };
  const troubles: HubProblem[] = [];
  const [ledgers, reviews, audited] = await Promise.all([
    readLedgers(reader, { everywhere: false, signal }),
    readReviews(reader, { everywhere: false, signal }),
    attempt({ problems: troubles, signal }, { what: 'the audits of this project', instead: NO_AUDITS }, () =>
      readAudits({ rest, ...place }, { most: runs, known }),
    ),
  ]);
  const components = listComponents(ledgers.ledgers);
  const chosen = chooseComponents(components, component).map(({ ledger, entry }) => ({
    repository: ledger.repository,
    index: { ...ledger.index, components: [entry] },
  }));
  const measured = await readMeasured(rest, place, { ledgers: chosen, since, told });
  const problems = [
    ...[...ledgers.problems, ...reviews.problems, ...measured.problems],
    ...[...troubles, ...audited.problems],
  ];
  return { components, measured, reviews: reviews.reviews, audits: audited.audits, problems };
}
