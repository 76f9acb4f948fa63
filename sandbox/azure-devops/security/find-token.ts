import { environmentsOf } from '../environments/environments.ts';
import type { EnvironmentDocument } from '../environments/documents.ts';
import { pipelinesOf, type ProjectPlace } from '../pipelines/place.ts';
import type { Call } from '../rest/call.ts';
import { areaNodeId } from './area-nodes.ts';
import { AREAS, BUILD, ENVIRONMENTS, GIT, type Namespace } from './namespaces.ts';

/** What a security token names; undefined when it names nothing here: such a token has no permissions. */
export interface Secured {
  readonly environment?: EnvironmentDocument;
}

const WHOLE: Secured = {};

/** Finds what a token of a namespace names, as the service writes its tokens. */
export function findToken(call: Call, namespace: Namespace, token: string): Secured | undefined {
  switch (namespace.id) {
    case GIT.id:
      return findGit(call, token);
    case BUILD.id:
      return findBuild(call, token);
    case AREAS.id:
      return findArea(call, token);
    case ENVIRONMENTS.id:
      return findEnvironment(call, token);
    default:
      return undefined;
  }
}

function placeOf({ organisation, world }: Call, id: string | undefined): ProjectPlace | undefined {
  const project = organisation.document.projects.find((one) => one.id === id?.toLowerCase());
  return project && { organisation, world, project };
}

/** repoV2/{project}[/{repository}[/refs[/heads[/{name in UTF-16 hex}...]]]]; branches need not exist. */
function findGit(call: Call, token: string): Secured | undefined {
  const [prefix, project, repository, ...ref] = token.replace(/\/$/, '').split('/');
  const place = placeOf(call, project);
  if (prefix !== 'repoV2' || !place) return undefined;
  const isThere =
    repository === undefined ||
    call.organisation.document.repositories.some(
      (one) => one.id === repository.toLowerCase() && one.projectId === place.project.id,
    );
  const [refs = 'refs', kind = 'heads', ...names] = ref;
  const isRef =
    refs === 'refs' && /^(heads|tags)$/.test(kind) && names.every((name) => /^(?:[0-9a-f]{4})+$/.test(name));
  return isThere && isRef ? WHOLE : undefined;
}

/** {project}[/{folders}/{pipeline}]. */
function findBuild(call: Call, token: string): Secured | undefined {
  const [project, ...rest] = token.split('/');
  const place = placeOf(call, project);
  const last = rest.at(-1);
  if (!place) return undefined;
  return last === undefined || pipelinesOf(place).some(({ id }) => String(id) === last) ? WHOLE : undefined;
}

function findArea({ organisation }: Call, token: string): Secured | undefined {
  const isRoot = organisation.document.projects.some(
    (project) => token === `vstfs:///Classification/Node/${areaNodeId(project)}`,
  );
  return isRoot ? WHOLE : undefined;
}

/** Environments/{project}[/{environment}]. */
function findEnvironment(call: Call, token: string): Secured | undefined {
  const [prefix, project, id] = token.split('/');
  const place = placeOf(call, project);
  if (prefix !== 'Environments' || !place) return undefined;
  if (id === undefined) return WHOLE;
  const environment = environmentsOf(place).find((one) => String(one.id) === id);
  return environment && { environment };
}
