import { RestError } from '../errors.ts';
import { isPerson } from '../identities.ts';
import type { ProjectPlace } from '../pipelines/place.ts';
import { identityOf } from '../world.ts';
import type { EnvironmentDocument } from './documents.ts';

const same = (one: string, other: string) => one.toLowerCase() === other.toLowerCase();

/** The environments of a project, by number. */
export const environmentsOf = ({ organisation, project }: ProjectPlace): readonly EnvironmentDocument[] =>
  organisation.environments.all.filter(({ projectId, isDeleted }) => projectId === project.id && !isDeleted);

/** An environment by its name, in any case. */
export const findEnvironment = (place: ProjectPlace, name: string): EnvironmentDocument | undefined =>
  environmentsOf(place).find((one) => same(one.name, name));

interface NewEnvironment {
  readonly name: string;
  readonly description?: string;
  readonly createdById: string;
  /** Nobody but who is permitted later, when left out: so does the service with what is created over REST. */
  readonly permitted?: EnvironmentDocument['permitted'];
}

/** Creates an environment, whose creator becomes its administrator; throws for a name that is taken or no name. */
export function createEnvironment(place: ProjectPlace, wanted: NewEnvironment): EnvironmentDocument {
  const { organisation, project, world } = place;
  const { name, description = '', createdById, permitted = [] } = wanted;
  refuseName(place, name);
  const now = world.clock.now().toISOString();
  const environment: EnvironmentDocument = {
    id: organisation.environments.nextId,
    projectId: project.id,
    name,
    description,
    createdById,
    createdOn: now,
    lastModifiedById: createdById,
    lastModifiedOn: now,
    administratorIds: [createdById],
    permitted,
    isDeleted: false,
  };
  organisation.environments.save(environment);
  return environment;
}

const ASSEMBLY = 'Microsoft.TeamFoundation.DistributedTask.WebApi';

/** Throws for a name that an environment cannot have; `except` is the environment that has it already. */
export function refuseName(place: ProjectPlace, name: string, except?: number): void {
  if (name.trim() === '' || name.length > 128 || /[\u0000-\u001f":<>|*?/\\%&;]/.test(name))
    throw new RestError(400, 'InvalidEnvironmentNameException', `The environment name '${name}' is not valid.`, {
      assembly: ASSEMBLY,
    });
  const taken = findEnvironment(place, name);
  if (taken && taken.id !== except)
    throw new RestError(409, 'EnvironmentExistsException', `Environment ${name} already exists in current project.`, {
      assembly: ASSEMBLY,
    });
}

/**
 * Makes sure, when a run is queued, that the environments which its YAML names exist. The service creates an unknown one
 * when it knows which person created the run, and permits that pipeline alone; otherwise it refuses the run.
 */
export function requireEnvironments(
  place: ProjectPlace,
  wanted: readonly { readonly job: string; readonly environment: string }[],
  run: { readonly requestedById: string; readonly pipelineId: number },
): void {
  const requester = identityOf(place.organisation, run.requestedById);
  for (const { job, environment } of wanted) {
    if (findEnvironment(place, environment)) continue;
    if (!isPerson(requester))
      throw new RestError(
        400,
        'PipelineValidationException',
        `Job ${job}: Environment ${environment} could not be found. The environment does not exist or has not been authorized for use.`,
        { assembly: 'Microsoft.Azure.Pipelines.WebApi' },
      );
    createEnvironment(place, { name: environment, createdById: run.requestedById, permitted: [run.pipelineId] });
  }
}
