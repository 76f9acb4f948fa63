import { mapConcurrently } from '../../../src/concurrency.ts';
import { attempt } from '../../data/attempt.ts';
import { findStaging } from '../../data/ledger.ts';
import { findReleasePipeline, listPipelines, type Pipeline } from '../../data/pipelines.ts';
import { findRuns, type Run } from '../../data/runs.ts';
import type { HubProblem } from '../../host/hub-problem.ts';
import type { Rest } from '../../host/rest.ts';
import type { StagingDocument } from '../../../src/release/ledger/ledger-documents.ts';
import type { ListedComponent } from './component-key.ts';

const AT_ONCE = 6;
/** Releases of a component whose runs tell which pipeline publishes it. */
const LAST = 3;

export interface LoadedStaging {
  readonly component: ListedComponent;
  readonly document: StagingDocument;
  /** What is taken to release it; undefined where that is not plain. */
  readonly pipeline: Pipeline | undefined;
  /** All that could: those of its repository, and those that published it. */
  readonly pipelines: readonly Pipeline[];
}

/** Reads the staging releases of components, each with the pipeline that releases it. */
export async function loadStaging(
  { rest, project, signal }: { readonly rest: Rest; readonly project: string; readonly signal?: AbortSignal },
  components: readonly ListedComponent[],
): Promise<{ readonly staging: readonly LoadedStaging[]; readonly problems: readonly HubProblem[] }> {
  const problems: HubProblem[] = [];
  const attempts = { problems, signal };
  const place = { project, signal };
  const repositories = [...new Set(components.map(({ ledger }) => ledger.repository.id))];
  const [documents, pipelines, runs] = await Promise.all([
    mapConcurrently(components, AT_ONCE, ({ entry: { component }, ledger: { repository } }) =>
      attempt(attempts, { what: `what is staged of ${component}`, instead: undefined }, () =>
        findStaging(rest, { ...place, repository }, component),
      ),
    ),
    mapConcurrently(repositories, AT_ONCE, (id) =>
      attempt(attempts, { what: `the pipelines of ${project}`, instead: [] }, () => listPipelines(rest, place, id)),
    ),
    attempt(attempts, { what: `the runs of ${project}`, instead: [] }, () =>
      findRuns(rest, place, components.flatMap(publishedBy)),
    ),
  ]);
  const staging = components.flatMap((component, index) => {
    const document = documents[index];
    if (document === undefined) return [];
    const own = pipelines[repositories.indexOf(component.ledger.repository.id)] ?? [];
    return [{ component, document, ...findPipelines(component, own, runs) }];
  });
  return { staging, problems };
}

/** Runs that published the last releases of a component. */
const publishedBy = ({ entry: { releases } }: ListedComponent): readonly number[] =>
  releases.slice(0, LAST).flatMap(({ run }) => run ?? []);

function findPipelines(
  component: ListedComponent,
  own: readonly Pipeline[],
  runs: readonly Run[],
): Pick<LoadedStaging, 'pipeline' | 'pipelines'> {
  const published = publishedBy(component);
  const publishing = runs.filter(({ id }) => published.includes(id)).map((run) => ({ ...run.pipeline, file: '' }));
  const pipelines = [...new Map([...publishing, ...own].map((one) => [one.id, one])).values()];
  const ids = publishing.map(({ id }) => id);
  return { pipelines, pipeline: findReleasePipeline(pipelines, component.entry.component, ids) };
}
