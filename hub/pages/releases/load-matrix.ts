import { mapConcurrently } from '../../../src/concurrency.ts';
import { attempt } from '../../data/attempt.ts';
import { listDeployments, listEnvironments } from '../../data/environments.ts';
import { findRelease } from '../../data/ledger.ts';
import { findRuns } from '../../data/runs.ts';
import type { HubProblem } from '../../host/hub-problem.ts';
import type { Rest } from '../../host/rest.ts';
import type { ListedComponent } from './component-key.ts';
import { chooseEnvironments, type Matrix, planMatrix, type ReadRelease } from './matrix.ts';
import { depthOf, describeLimits } from './matrix-limits.ts';

const AT_ONCE = 6;
/** The records of so many environments are read. */
const MOST_ENVIRONMENTS = 30;

export interface LoadedMatrix {
  readonly matrix: Matrix;
  /** What could not be read. */
  readonly problems: readonly HubProblem[];
  /** Environments that were not looked at. */
  readonly left: number;
  /** What an empty cell may hide; undefined when it hides nothing. */
  readonly limits: string | undefined;
}

/** Reads what of the components is where. What may not be read is left out and said. */
export async function loadMatrix(
  { rest, project, signal }: { readonly rest: Rest; readonly project: string; readonly signal?: AbortSignal },
  components: readonly ListedComponent[],
): Promise<LoadedMatrix> {
  const problems: HubProblem[] = [];
  const attempts = { problems, signal };
  const place = { project, signal };
  const [releases, environments] = await Promise.all([
    readReleases(),
    attempt(attempts, { what: `the environments of ${project}`, instead: [] }, () => listEnvironments(rest, place)),
  ]);
  const { chosen, left } = chooseEnvironments(environments, releases, MOST_ENVIRONMENTS);
  const records = await mapConcurrently(chosen, AT_ONCE, (environment) =>
    attempt(attempts, { what: `the deployments to ${environment.name}`, instead: [] }, () =>
      listDeployments(rest, place, environment),
    ),
  );
  const ids = records.flat().map(({ run }) => run);
  const runs = await attempt(attempts, { what: `the runs of ${project}`, instead: [] }, () =>
    findRuns(rest, place, ids),
  );
  const matrix = planMatrix({ components, records: records.flat(), runs, releases });
  return { matrix, problems, left, limits: describeLimits(components, matrix) };

  async function readReleases(): Promise<readonly ReadRelease[]> {
    const depth = depthOf(components);
    const wanted = components
      .slice(0, depth.components)
      .flatMap(({ key, ledger, entry }) =>
        entry.releases.slice(0, depth.releases).map(({ version }) => ({ key, ledger, entry, version })),
      );
    const found = await mapConcurrently(wanted, AT_ONCE, ({ key, ledger: { repository }, entry, version }) =>
      attempt<ReadRelease | undefined>(attempts, { what: `release ${version}`, instead: undefined }, async () => {
        const document = await findRelease(rest, { ...place, repository, component: entry.component, version });
        return document && { component: key, document };
      }),
    );
    return found.filter((one) => one !== undefined);
  }
}
