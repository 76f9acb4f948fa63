import type { DeploymentRecord } from '../../data/environments.ts';
import type { Run } from '../../data/runs.ts';
import type { ReleaseDocument } from '../../../src/release/ledger/ledger-documents.ts';
import { attributeRuns } from './attribute-runs.ts';
import type { ListedComponent } from './component-key.ts';
import { orderEnvironments } from './order-environments.ts';

/** A deployment of a version of a component to an environment. */
export interface DeploymentSeen {
  readonly component: string;
  readonly environment: string;
  readonly version: string;
  /** Undefined while it runs. */
  readonly result: string | undefined;
  /** UTC. */
  readonly at: string;
  /** Id. */
  readonly run: number;
}

/** How a component stands in an environment. */
export interface MatrixCell {
  /** The last that went well: what runs there now. */
  readonly live: DeploymentSeen | undefined;
  /** The last one, when it was not that. */
  readonly last: DeploymentSeen | undefined;
}

export interface Matrix {
  /** In the order of their stages. */
  readonly environments: readonly string[];
  /** Undefined where a component was never deployed. */
  readonly cellOf: (component: string, environment: string) => MatrixCell | undefined;
}

/** A release of a component with the document that the ledger has of it. */
export interface ReadRelease {
  /** Key of the component. */
  readonly component: string;
  readonly document: ReleaseDocument;
}

interface Sources {
  readonly components: readonly ListedComponent[];
  /** Of the environments, the newest first. */
  readonly records: readonly DeploymentRecord[];
  /** The runs of the records, as far as they are still there. */
  readonly runs: readonly Run[];
  /** What the ledger notes. */
  readonly noted: readonly DeploymentSeen[];
}

/** The job of our templates that only asks, and the environments that they ask with: passing them deploys nothing. */
const QUESTION = { job: /(^|\.)gate$/i, environment: /^slipway-/i };
const LIVE = new Set(['succeeded', 'succeededWithIssues', 'partiallySucceeded', 'rolledBack']);

/** So many newest releases of a component are not old. */
const NEWEST = 2;

/**
 * What the ledger notes of deployments: in its index, and in documents that were read because the index tells too little. What is old
 * and of an environment that Azure DevOps does not list is left out: it was renamed or deleted. `listed` is undefined when that is
 * not known.
 */
export function listNoted(
  components: readonly ListedComponent[],
  releases: readonly ReadRelease[],
  listed: readonly { readonly name: string }[] | undefined,
): readonly DeploymentSeen[] {
  const there = new Set(listed?.map(({ name }) => name.toLowerCase()));
  const indexed = components.flatMap(({ key, entry }) => {
    const old = momentOf(entry.releases[NEWEST - 1]?.releasedAt ?? '');
    return (entry.deployed ?? [])
      .filter(({ environment, at }) => !listed || there.has(environment.toLowerCase()) || momentOf(at) >= old)
      .map((deployment): DeploymentSeen => ({ ...deployment, component: key }));
  });
  const read = releases.flatMap(({ component, document: { version, deployments } }) =>
    deployments.map((deployment): DeploymentSeen => ({ ...deployment, component, version })),
  );
  return [...indexed, ...read];
}

/** What is where: from the records of the environments, and from the ledger where those are gone. */
export function planMatrix({ components, records, runs, noted }: Sources): Matrix {
  const deploying = records.filter((one) => !isQuestion(one) && one.result !== 'skipped');
  const released = attributeRuns(runs, components);
  const seen = new Map<string, DeploymentSeen>();
  const fromRecords = deploying.flatMap(({ run, environment, result, at }) =>
    (released.get(run) ?? []).map(({ component, version }) => ({ component, version, environment, result, at, run })),
  );
  // A job that is run again makes another record of the same run: the newest of them counts.
  for (const one of [...noted, ...fromRecords].toSorted((a, b) => momentOf(a.at) - momentOf(b.at)))
    seen.set(JSON.stringify([one.component, one.environment.toLowerCase(), one.run, one.version]), one);
  const newest = [...seen.values()].toSorted((one, other) => momentOf(other.at) - momentOf(one.at));
  const names = new Map(newest.toReversed().map(({ environment }) => [environment.toLowerCase(), environment]));
  const cells = new Map<string, DeploymentSeen[]>();
  for (const one of newest) {
    const key = cellKey(one.component, one.environment);
    cells.set(key, [...(cells.get(key) ?? []), one]);
  }
  return {
    environments: orderEnvironments([...names.values()], passages([...seen.values()], new Set(noted), names)),
    cellOf: (component, environment) => {
      const all = cells.get(cellKey(component, environment));
      if (all === undefined) return undefined;
      const live = all.find(({ result }) => LIVE.has(result ?? ''));
      return { live, last: all[0] === live ? undefined : all[0] };
    },
  };
}

const isQuestion = ({ job, environment }: DeploymentRecord): boolean =>
  QUESTION.job.test(job) || QUESTION.environment.test(environment);

const cellKey = (component: string, environment: string): string =>
  JSON.stringify([component, environment.toLowerCase()]);

/** The environments of each run in the order in which it came to them: what the ledger notes is a run's last. */
function passages(
  seen: readonly DeploymentSeen[],
  noted: ReadonlySet<DeploymentSeen>,
  names: ReadonlyMap<string, string>,
): readonly (readonly string[])[] {
  const runs = new Map<number, string[]>();
  const rank = (one: DeploymentSeen): number => (noted.has(one) ? 1 : 0);
  for (const { run, environment } of seen.toSorted(
    (one, other) => rank(one) - rank(other) || momentOf(one.at) - momentOf(other.at),
  ))
    runs.set(run, [...(runs.get(run) ?? []), names.get(environment.toLowerCase()) ?? environment]);
  return [...runs.values()];
}

/** Milliseconds since 1970; what is no moment is the oldest. */
const momentOf = (text: string): number => Date.parse(text) || 0;

/** Versions side by side take space, environments requests: those that the ledger names come first. */
export function chooseEnvironments<Environment extends { readonly name: string }>(
  environments: readonly Environment[],
  noted: readonly DeploymentSeen[],
  most: number,
): { readonly chosen: readonly Environment[]; readonly left: number } {
  const named = new Set(noted.map(({ environment }) => environment.toLowerCase()));
  const rank = ({ name }: Environment): number =>
    named.has(name.toLowerCase()) ? 0 : QUESTION.environment.test(name) ? 2 : 1;
  const chosen = environments.toSorted((one, other) => rank(one) - rank(other)).slice(0, most);
  return { chosen, left: environments.length - chosen.length };
}
