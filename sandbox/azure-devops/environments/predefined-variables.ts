import type { ProjectPlace } from '../pipelines/place.ts';
import { organisationUrl } from '../present/repository.ts';
import { recordId } from '../pipelines/record-id.ts';
import type { CheckpointDocument } from './documents.ts';

/** The variables that checks see: predefined ones alone, none of the pipeline's own. Names in lower case. */
export function predefinedVariables(
  place: ProjectPlace,
  { run, stage, attempt, suiteId }: CheckpointDocument,
): ReadonlyMap<string, string> {
  const { world, organisation, project } = place;
  const collection = `${organisationUrl(world, organisation)}/`;
  const pipeline = organisation.pipelines.get(run.pipelineId);
  const repository = organisation.document.repositories.find(({ id }) => id === pipeline?.repositoryId);
  return new Map(
    Object.entries({
      'system.collectionUri': collection,
      'system.teamFoundationCollectionUri': collection,
      'system.teamProject': project.name,
      'system.teamProjectId': project.id,
      'system.projectId': project.id,
      'system.hostType': 'build',
      'system.definitionId': String(run.pipelineId),
      'system.planId': recordId(organisation.document.id, run.id, 'plan'),
      'system.timelineId': recordId(organisation.document.id, run.id, 'timeline'),
      'system.jobId': suiteId,
      'system.stageName': stage,
      'system.stageAttempt': String(attempt),
      'build.buildId': String(run.id),
      'build.buildNumber': run.buildNumber,
      'build.definitionName': pipeline?.name ?? '',
      'build.reason': run.reason,
      'build.sourceBranch': run.sourceBranch,
      'build.sourceBranchName': run.sourceBranch.split('/').at(-1) ?? '',
      'build.sourceVersion': run.sourceVersion,
      'build.repository.id': repository?.id ?? '',
      'build.repository.name': repository?.name ?? '',
      'build.repository.provider': 'TfsGit',
    }).map(([name, value]) => [name.toLowerCase(), value]),
  );
}

/** Text with its `$(macros)` filled in; a name that checks do not see stays as it is, as the service leaves it. */
export function expandText(text: string, lookUp: (name: string) => string | undefined): string {
  return text.replace(/\$\(([A-Za-z][\w.]*)\)/g, (macro, name: string) => lookUp(name.toLowerCase()) ?? macro);
}
