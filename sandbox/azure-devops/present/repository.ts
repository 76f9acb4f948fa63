import type { Project } from '../documents.ts';
import type { RepositoryPlace, World } from '../world.ts';
import type { Organisation } from '../store.ts';

export const organisationUrl = (world: World, { document }: Organisation) =>
  `${world.baseUrl}/${encodeURIComponent(document.name)}`;

/** TeamProjectReference. */
export const presentProject = (world: World, organisation: Organisation, { id, name }: Project) => ({
  id,
  name,
  url: `${organisationUrl(world, organisation)}/_apis/projects/${id}`,
  state: 'wellFormed',
  revision: 1,
  visibility: 'private',
  lastUpdateTime: '2026-01-01T00:00:00Z',
});

export function projectOfRepository({ organisation, repository }: RepositoryPlace): Project {
  const project = organisation.document.projects.find(({ id }) => id === repository.projectId);
  if (!project) throw new Error(`repository ${repository.id} has no project`);
  return project;
}

/** The REST address of a repository. */
export const repositoryUrl = (world: World, { organisation, repository }: RepositoryPlace) =>
  `${organisationUrl(world, organisation)}/${repository.projectId}/_apis/git/repositories/${repository.id}`;

/** /{org}/{project}/_git/{repo}: where git clones from, and where a person reads. */
export function clonePath(place: RepositoryPlace): string {
  const { organisation, repository } = place;
  const [org, project, name] = [organisation.document.name, projectOfRepository(place).name, repository.name].map(
    encodeURIComponent,
  );
  return `/${org ?? ''}/${project ?? ''}/_git/${name ?? ''}`;
}

/** GitRepository. */
export function presentRepository(world: World, place: RepositoryPlace, { hasBranches = true } = {}) {
  const { organisation, repository } = place;
  const url = `${world.baseUrl}${clonePath(place)}`;
  return {
    id: repository.id,
    name: repository.name,
    url: repositoryUrl(world, place),
    project: presentProject(world, organisation, projectOfRepository(place)),
    ...(hasBranches ? { defaultBranch: repository.defaultBranch } : {}),
    size: 0,
    remoteUrl: url,
    sshUrl: `git@ssh.127.0.0.1:v3${clonePath(place).replace('/_git', '')}`,
    webUrl: url,
    isDisabled: false,
    isInMaintenance: false,
  };
}
