import { listRefs } from '../git/history.ts';
import { descriptorOf } from '../present/identity.ts';
import { presentProject, presentRepository } from '../present/repository.ts';
import { json, list } from '../rest/answers.ts';
import { may } from '../rest/authentication.ts';
import { findProject, projectOf, queryFlag, queryNumber, repositoryOf, value, type Call } from '../rest/call.ts';
import { route, type Route } from '../rest/router.ts';
import { projectNotFound } from '../errors.ts';
import { presentTeamProject } from '../work-items/team-project.ts';
import { placeOf, type RepositoryPlace } from '../world.ts';

async function present(call: Call, place: RepositoryPlace) {
  const heads = await listRefs(place.gitDir, place.repository.defaultBranch);
  return presentRepository(call.world, place, { hasBranches: heads.size > 0 });
}

async function listRepositories(call: Call) {
  const project = projectOf(call);
  const visible = may(call.caller, 'readCode') ? call.organisation.document.repositories : [];
  const wanted = visible.filter(({ projectId }) => project === undefined || projectId === project.id);
  const places = wanted.map((repository) => placeOf(call.world, call.organisation, repository));
  return list(await Promise.all(places.map((place) => present(call, place))));
}

function listProjects(call: Call) {
  const skip = queryNumber(call, '$skip', 0);
  const projects = call.organisation.document.projects.slice(skip, skip + queryNumber(call, '$top', 100));
  return list(projects.map((project) => presentProject(call.world, call.organisation, project)));
}

function getProject(call: Call) {
  const project = findProject(call.organisation, value(call, 'project'));
  if (!project) throw projectNotFound(value(call, 'project'));
  const { world, organisation } = call;
  const includeCapabilities = queryFlag(call, 'includeCapabilities');
  return json(presentTeamProject({ world, organisation, project }, { includeCapabilities }));
}

/** ConnectionData: who the token is. */
function connectionData(call: Call) {
  const { identity } = call.caller;
  const user = {
    id: identity.id,
    descriptor: `Microsoft.IdentityModel.Claims.ClaimsIdentity;${identity.uniqueName}`,
    subjectDescriptor: descriptorOf(identity),
    providerDisplayName: identity.displayName,
    isActive: true,
    properties: { Account: { $type: 'System.String', $value: identity.uniqueName } },
    resourceVersion: 2,
    metaTypeId: 0,
  };
  return json({
    authenticatedUser: user,
    authorizedUser: user,
    instanceId: call.organisation.document.id,
    deploymentId: call.organisation.document.id,
    deploymentType: 'hosted',
    locationServiceData: { serviceOwner: '00025394-6065-48ca-87d9-7f5672854ef7', defaultAccessMappingMoniker: '' },
  });
}

export const repositoryRoutes: readonly Route[] = [
  { ...route('GET', 'connectionData', 1, connectionData), unreleased: true },
  route('GET', 'projects', 4, listProjects),
  route('GET', 'projects/{project}', 4, getProject),
  route('GET', 'git/repositories', 2, listRepositories),
  route('GET', 'git/repositories/{repository}', 2, async (call) => json(await present(call, repositoryOf(call)))),
];
