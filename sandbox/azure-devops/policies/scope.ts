import type { OrganisationDocument, PolicyDocument, PolicyScope } from '../documents.ts';
import type { RepositoryPlace } from '../world.ts';

/** The enabled policies on a branch (refs/heads/...) of a repository, the oldest first. */
export function policiesOn({ organisation, repository }: RepositoryPlace, refName: string): readonly PolicyDocument[] {
  const inScope = (scope: PolicyScope) =>
    (scope.repositoryId === null || scope.repositoryId === repository.id) &&
    matches(scope, refName, repository.defaultBranch);
  return policiesOf(organisation.document).filter(
    ({ isEnabled, projectId, settings }) =>
      isEnabled && projectId === repository.projectId && settings.scope.some(inScope),
  );
}

export const policiesOf = ({ policies }: OrganisationDocument): readonly PolicyDocument[] => policies ?? [];

function matches({ matchKind, refName }: PolicyScope, name: string, defaultBranch: string): boolean {
  switch (matchKind) {
    case 'exact':
      return name === refName;
    case 'prefix':
      return refName !== null && (name === refName || name.startsWith(refName.endsWith('/') ? refName : `${refName}/`));
    case 'defaultBranch':
      return name === defaultBranch;
  }
}
