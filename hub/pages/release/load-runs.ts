import { findRuns, listRepositoryRuns, type Run } from '../../data/runs.ts';
import { isReleasePipeline } from '../../data/pipelines.ts';
import type { Rest } from '../../host/rest.ts';
import type { ReleaseDocument, StagingDocument } from '../../../src/release/ledger/ledger-documents.ts';
import { chooseRuns } from './choose-runs.ts';

interface Place {
  readonly rest: Rest;
  readonly project: string;
  readonly repositoryId: string;
  readonly signal?: AbortSignal;
}

/**
 * The runs of a release, the newest first: those that its documents name and those that carry its version. Of one that is
 * not released yet also what is under way of a pipeline that releases: a run has no version before it has claimed one.
 */
export async function loadRuns(
  { rest, project, repositoryId, signal }: Place,
  document: ReleaseDocument | StagingDocument,
): Promise<readonly Run[]> {
  const place = { project, signal };
  const isStaged = document.state === 'staging' || document.state === 'opened';
  const named = 'deployments' in document ? [document.run, ...document.deployments.map(({ run }) => run)] : [];
  const [byId, byTag, underWay] = await Promise.all([
    findRuns(
      rest,
      place,
      named.filter((run) => run !== null),
    ),
    listRepositoryRuns(rest, place, { repositoryId, tagFilters: `release-${document.version}` }),
    isStaged ? listRepositoryRuns(rest, place, { repositoryId, statusFilter: 'inProgress' }) : [],
  ]);
  const releasing = underWay.filter(({ pipeline }) => isReleasePipeline(pipeline.name, document.component));
  return chooseRuns([...byId, ...byTag, ...releasing], document);
}
