import { invalidArgument, projectNotFound, RestError } from '../errors.ts';
import { may } from '../rest/authentication.ts';
import { numberOf, projectOf, type Call } from '../rest/call.ts';
import type { Permission, Project } from '../documents.ts';
import { PERMISSION_NAMES } from '../documents.ts';
import type { Organisation } from '../store.ts';
import type { World } from '../world.ts';
import type { BuildDocument, PipelineDocument } from './documents.ts';
import { progressOf, type RunProgress } from './progress.ts';

const BUILD = 'Microsoft.TeamFoundation.Build.WebApi';

export interface ProjectPlace {
  readonly world: World;
  readonly organisation: Organisation;
  readonly project: Project;
}

export interface PipelinePlace extends ProjectPlace {
  readonly pipeline: PipelineDocument;
}

export interface BuildPlace extends PipelinePlace {
  readonly build: BuildDocument;
  /** How it stands now. */
  readonly progress: RunProgress;
}

/** The project of the path, which these routes need; throws 404. */
export function projectPlace(call: Call): ProjectPlace {
  const project = projectOf(call);
  if (!project) throw projectNotFound('');
  return { world: call.world, organisation: call.organisation, project };
}

export function pipelinesOf({ organisation, project }: ProjectPlace): readonly PipelineDocument[] {
  return organisation.pipelines.all.filter(({ projectId }) => projectId === project.id);
}

/** The pipeline of the path; throws 404 as the area of the route words it. */
export function pipelineOf(call: Call, name: 'pipeline' | 'definition' = 'pipeline'): PipelinePlace {
  const place = projectPlace(call);
  const id = numberOf(call, name);
  const pipeline = pipelinesOf(place).find((one) => one.id === id);
  if (pipeline) return { ...place, pipeline };
  if (name === 'definition')
    throw new RestError(404, 'DefinitionNotFoundException', `The build pipeline ${id} was not found.`, {
      assembly: BUILD,
    });
  throw new RestError(404, 'PipelineNotFoundException', `Pipeline ${id} was not found.`, {
    assembly: 'Microsoft.Azure.Pipelines.WebApi',
  });
}

/** A run of a project with what belongs to it; throws for a run without its pipeline, which cannot be. */
export function placeOfBuild(place: ProjectPlace, build: BuildDocument): BuildPlace {
  const pipeline = place.organisation.pipelines.get(build.pipelineId);
  if (!pipeline) throw new Error(`build ${build.id} has no pipeline`);
  return { ...place, pipeline, build, progress: progressOf(build, place.world.clock.now().getTime()) };
}

/** Every run of the project, the oldest first. */
export function buildsOf(place: ProjectPlace): readonly BuildPlace[] {
  const ids = new Set(pipelinesOf(place).map(({ id }) => id));
  return place.organisation.builds.all
    .filter(({ pipelineId }) => ids.has(pipelineId))
    .map((build) => placeOfBuild(place, build));
}

/** The run of the path; throws 404. */
export function buildOf(call: Call, name = 'build'): BuildPlace {
  const place = projectPlace(call);
  const id = numberOf(call, name);
  const build = place.organisation.builds.get(id);
  const found = build && placeOfBuild(place, build);
  if (found?.pipeline.projectId === place.project.id) return found;
  throw new RestError(404, 'BuildNotFoundException', `The requested build ${id} could not be found.`, {
    assembly: BUILD,
  });
}

/** Throws 403 as builds word it when the caller lacks the permission on the pipeline. */
export function requireBuildPermission(call: Call, { pipeline, project }: PipelinePlace, permission: Permission): void {
  if (may(call.caller, permission)) return;
  throw new RestError(
    403,
    'AccessDeniedException',
    `TF215106: Access denied. ${call.caller.identity.displayName} needs ${PERMISSION_NAMES[permission]} permissions for build pipeline ${pipeline.id}:${pipeline.name} in team project ${project.name} to perform the action. For more information, contact the Azure DevOps administrator.`,
    { assembly: BUILD },
  );
}

/** Throws 400 for a parameter of the query that this route does not know: a misspelt filter would find too much. */
export function refuseUnknownQuery(call: Call, known: readonly string[]): void {
  for (const name of call.query.keys())
    if (name !== 'api-version' && !known.some((one) => one.toLowerCase() === name))
      throw invalidArgument(`The sandbox does not know the query parameter '${name}' of this route.`);
}
