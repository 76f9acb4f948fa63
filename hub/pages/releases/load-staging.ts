import { mapConcurrently } from '../../../src/concurrency.ts';
import { attempt } from '../../data/attempt.ts';
import { findStaging } from '../../data/ledger.ts';
import { findReleasePipeline, listPipelines, type Pipeline } from '../../data/pipelines.ts';
import type { HubProblem } from '../../host/hub-problem.ts';
import type { Rest } from '../../host/rest.ts';
import type { StagingDocument } from '../../../src/release/ledger/ledger-documents.ts';
import type { ListedComponent } from './component-key.ts';

const AT_ONCE = 6;

export interface LoadedStaging {
  readonly component: ListedComponent;
  readonly document: StagingDocument;
  /** What releases it; undefined where that is not plain. */
  readonly pipeline: Pipeline | undefined;
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
  const [documents, pipelines] = await Promise.all([
    mapConcurrently(components, AT_ONCE, ({ entry: { component }, ledger: { repository } }) =>
      attempt(attempts, { what: `what is staged of ${component}`, instead: undefined }, () =>
        findStaging(rest, { ...place, repository }, component),
      ),
    ),
    mapConcurrently(repositories, AT_ONCE, (id) =>
      attempt(attempts, { what: `the pipelines of ${project}`, instead: [] }, () => listPipelines(rest, place, id)),
    ),
  ]);
  const staging = components.flatMap((component, index) => {
    const document = documents[index];
    if (document === undefined) return [];
    const own = pipelines[repositories.indexOf(component.ledger.repository.id)] ?? [];
    return [{ component, document, pipeline: findReleasePipeline(own, component.entry.component) }];
  });
  return { staging, problems };
}
