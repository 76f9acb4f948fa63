import type { BuildDocument } from '../../azure-devops/pipelines/documents.ts';
import type { PipelinePlace } from '../../azure-devops/pipelines/place.ts';
import { identityOf } from '../../azure-devops/world.ts';
import type { RunTrigger, YamlRun } from './documents.ts';
import { over, type Layer } from './variables.ts';

const REASONS: Readonly<Record<BuildDocument['reason'], string>> = {
  manual: 'Manual',
  individualCI: 'IndividualCI',
  batchedCI: 'BatchedCI',
  pullRequest: 'PullRequest',
  schedule: 'Schedule',
  resourceTrigger: 'ResourceTrigger',
};

type Source = Pick<BuildDocument, 'reason' | 'requestedById' | 'sourceBranch' | 'sourceVersion'>;

/** What a run knows of itself before it has a number: what `${{ variables }}` sees. */
export function predefinedOf(
  place: PipelinePlace,
  source: Source,
  trigger: RunTrigger,
): Readonly<Record<string, string>> {
  const { organisation, project, pipeline, world } = place;
  const person = identityOf(organisation, source.requestedById);
  const repository = organisation.document.repositories.find(({ id }) => id === pipeline.repositoryId);
  const collection = `${world.baseUrl}/${encodeURIComponent(organisation.document.name)}/`;
  return {
    'System.CollectionUri': collection,
    'System.CollectionId': organisation.document.id,
    'System.TeamProject': project.name,
    'System.TeamProjectId': project.id,
    'System.DefinitionId': String(pipeline.id),
    'System.DefinitionName': pipeline.name,
    'System.HostType': 'build',
    'Build.DefinitionName': pipeline.name,
    'Build.Reason': REASONS[source.reason],
    'Build.RequestedFor': person.displayName,
    'Build.RequestedForId': person.id,
    'Build.RequestedForEmail': person.uniqueName,
    'Build.SourceBranch': source.sourceBranch,
    'Build.SourceBranchName': source.sourceBranch.split('/').at(-1) ?? '',
    'Build.SourceVersion': source.sourceVersion,
    'Build.Repository.Id': pipeline.repositoryId,
    'Build.Repository.Name': repository?.name ?? '',
    'Build.Repository.Provider': 'TfsGit',
    ...triggerVariables(trigger),
  };
}

function triggerVariables(trigger: RunTrigger): Readonly<Record<string, string>> {
  switch (trigger.kind) {
    case 'manual':
    case 'ci':
      return {};
    case 'schedule':
      return { 'Build.CronSchedule.DisplayName': trigger.displayName };
    case 'pullRequest':
      return {
        'System.PullRequest.PullRequestId': String(trigger.id),
        'System.PullRequest.SourceBranch': trigger.sourceBranch,
        'System.PullRequest.SourceCommitId': trigger.sourceCommit,
        'System.PullRequest.TargetBranch': trigger.targetBranch,
        'System.PullRequest.TargetBranchName': trigger.targetBranch.split('/').at(-1) ?? '',
        'System.PullRequest.IsFork': 'False',
      };
    case 'resource':
      return resourceVariables(trigger);
  }
}

const resourceVariables = (trigger: Extract<RunTrigger, { kind: 'resource' }>) => ({
  'Build.TriggeredBy.BuildId': String(trigger.buildId),
  'Build.TriggeredBy.BuildNumber': trigger.buildNumber,
  'Build.TriggeredBy.DefinitionId': String(trigger.pipelineId),
  'Build.TriggeredBy.DefinitionName': trigger.pipeline,
  'Resources.TriggeringAlias': trigger.alias,
  'Resources.TriggeringCategory': 'pipeline',
  [`Resources.Pipeline.${trigger.alias}.RunID`]: String(trigger.buildId),
  [`Resources.Pipeline.${trigger.alias}.RunName`]: trigger.buildNumber,
  [`Resources.Pipeline.${trigger.alias}.PipelineID`]: String(trigger.pipelineId),
  [`Resources.Pipeline.${trigger.alias}.PipelineName`]: trigger.pipeline,
  [`Resources.Pipeline.${trigger.alias}.SourceBranch`]: trigger.sourceBranch,
  [`Resources.Pipeline.${trigger.alias}.SourceCommit`]: trigger.sourceVersion,
});

/** The variables of a run that every stage and job begins with; those of the YAML are laid over the pipeline's own. */
export function runVariables(place: PipelinePlace, build: BuildDocument, run: YamlRun): Layer {
  const plain = (values: Readonly<Record<string, string>>): Layer =>
    Object.fromEntries(Object.entries(values).map(([name, value]) => [name, { value }]));
  const predefined = plain({
    ...predefinedOf(place, build, run.trigger),
    'Build.BuildId': String(build.id),
    'Build.BuildNumber': build.buildNumber,
    'Build.BuildUri': `vstfs:///Build/Build/${build.id}`,
  });
  return [predefined, settingsOf(place.pipeline.yaml?.variables ?? {}), settingsOf(build.variables)].reduce(over);
}

const settingsOf = (variables: BuildDocument['variables']): Layer =>
  Object.fromEntries(
    Object.entries(variables).map(([name, { value, isSecret }]) => [
      name,
      isSecret ? { value, secret: true } : { value },
    ]),
  );
