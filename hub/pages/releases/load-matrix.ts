import { mapConcurrently } from '../../../src/concurrency.ts';
import { attempt } from '../../data/attempt.ts';
import { listDeployments, listEnvironments } from '../../data/environments.ts';
import { findRelease } from '../../data/ledger.ts';
import { findRuns } from '../../data/runs.ts';
import type { HubProblem } from '../../host/hub-problem.ts';
import type { Rest } from '../../host/rest.ts';
import type { ListedComponent } from './component-key.ts';
import { chooseEnvironments, listNoted, type Matrix, planMatrix, type ReadRelease } from './matrix.ts';
import { chooseUntold, describeLimits } from './matrix-limits.ts';

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
  const [releases, listed] = await Promise.all([
    readReleases(),
    attempt(attempts, { what: `the environments of ${project}`, instead: undefined }, () =>
      listEnvironments(rest, place),
    ),
  ]);
  const noted = listNoted(components, releases, listed?.isWhole === true ? listed.environments : undefined);
  const { chosen, left } = chooseEnvironments(listed?.environments ?? [], noted, MOST_ENVIRONMENTS);
  const found = await mapConcurrently(chosen, AT_ONCE, (environment) =>
    attempt(attempts, { what: `the deployments to ${environment.name}`, instead: [] }, () =>
      listDeployments(rest, place, environment),
    ),
  );
  const records = found.flat();
  const ids = records.map(({ run }) => run);
  const runs = await attempt(attempts, { what: `the runs of ${project}`, instead: [] }, () =>
    findRuns(rest, place, ids),
  );
  const matrix = planMatrix({ components, records, runs, noted });
  return { matrix, problems, left, limits: describeLimits(components, records, matrix) };

  async function readReleases(): Promise<readonly ReadRelease[]> {
    const read = await mapConcurrently(chooseUntold(components), AT_ONCE, ({ component, version }) => {
      const { key, ledger, entry } = component;
      const wanted = { ...place, repository: ledger.repository, component: entry.component, version };
      return attempt<ReadRelease | undefined>(
        attempts,
        { what: `release ${version}`, instead: undefined },
        async () => {
          const document = await findRelease(rest, wanted);
          return document && { component: key, document };
        },
      );
    });
    return read.filter((one) => one !== undefined);
  }
}
