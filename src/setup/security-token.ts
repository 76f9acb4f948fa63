/** A repository as security tokens name it: by the ids of its project and itself. */
export interface SecuredRepository {
  readonly projectId: string;
  readonly repositoryId: string;
}

/** The security token of a repository, in the namespace "Git Repositories". */
export const repositoryToken = ({ projectId, repositoryId }: SecuredRepository): string =>
  `repoV2/${projectId}/${repositoryId}`;

/** The security token of a branch (`release/1.0`, without refs/heads/), which need not exist. */
export const branchToken = (repository: SecuredRepository, branch: string): string =>
  [repositoryToken(repository), 'refs', 'heads', ...branch.split('/').map(hexOf)].join('/');

/** UTF-16, low byte first, as the service writes names into tokens. */
function hexOf(name: string): string {
  const units = Array.from({ length: name.length }, (_, index) => name.charCodeAt(index));
  return units.map((unit) => byte(unit & 0xff) + byte(unit >> 8)).join('');
}

const byte = (value: number): string => value.toString(16).padStart(2, '0');
