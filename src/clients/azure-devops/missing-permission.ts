/** Permissions as TF401027 names them, and as the screens do. */
const NAMES: Readonly<Record<string, string>> = {
  PullRequestContribute: 'Contribute to pull requests',
  GenericContribute: 'Contribute',
  GenericRead: 'Read',
  CreateBranch: 'Create branch',
  CreateTag: 'Create tag',
  ForcePush: 'Force push (rewrite history, delete branches and tags)',
};

/** TF401027: You need the Git 'PullRequestContribute' permission ... identity 'Build\\1f0c...', scope 'repository'. */
const MISSING = /\bGit '(\w{1,60})' permission(?:[^']{0,100}identity '([^']{1,200})')?/;

/** The permission, as the screens name it, that the service's words call missing; undefined when they name none. */
export function findMissingPermission(
  said: string,
): { readonly permission: string; readonly identity: string | undefined } | undefined {
  const [, name, identity] = MISSING.exec(said) ?? [];
  return name === undefined ? undefined : { permission: NAMES[name] ?? name, identity };
}

const REPOSITORY_SECURITY = 'Project settings > Repositories > the repository > Security';

/** Where a permission is given, as one sentence; on the repository unless another place is named. */
export const permissionHint = (
  permission: string,
  identity: string | undefined,
  grantedAt = REPOSITORY_SECURITY,
): string =>
  `Give "${permission}" to the build service${identity === undefined ? '' : ` (${identity})`} at ${grantedAt}.`;
