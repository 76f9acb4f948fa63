import type { BuildDocument } from '../../../azure-devops/pipelines/documents.ts';
import type { PipelinePlace } from '../../../azure-devops/pipelines/place.ts';
import { RestError } from '../../../azure-devops/errors.ts';
import { PipelineInvalid } from '../../plan.ts';
import type { RunTrigger } from '../documents.ts';
import { addInvalidRun, addYamlRun, compileRun, type YamlRequest } from '../queue-yaml-run.ts';

export interface TriggeredRun extends Pick<
  BuildDocument,
  'reason' | 'requestedById' | 'sourceBranch' | 'sourceVersion'
> {
  readonly trigger: RunTrigger;
}

/**
 * Starts a run as a trigger does: nobody is there to be told what is wrong, so a run that is not valid fails. Undefined
 * for a pipeline that is disabled, or that triggers have started too often: one that starts itself has to end.
 */
export async function startTriggered(place: PipelinePlace, wanted: TriggeredRun): Promise<BuildDocument | undefined> {
  const { organisation, pipeline, world } = place;
  const triggered = organisation.builds.all.filter(
    ({ pipelineId, reason }) => pipelineId === pipeline.id && reason !== 'manual',
  );
  if (pipeline.queueStatus !== 'enabled') return undefined;
  if (triggered.length >= world.executor.settings.mostTriggeredRuns) {
    console.error(`sandbox: triggers have started ${pipeline.name} ${triggered.length} times; it is not started again`);
    return undefined;
  }
  const request: YamlRequest = { ...wanted, parameters: {}, variables: {}, stagesToSkip: [], repositories: {} };
  try {
    const build = addYamlRun(place, request, await compileRun(place, request));
    world.executor.add(place, build);
    return build;
  } catch (error) {
    if (!(error instanceof PipelineInvalid) && !(error instanceof RestError)) throw error;
    return addInvalidRun(place, request, error.message);
  }
}
