import { invalidArgument, notFound } from '../errors.ts';
import { findCommit } from '../git/history.ts';
import type { RepositoryPlace } from '../world.ts';

/** A version as a query names it. */
export interface VersionDescriptor {
  readonly version: string | undefined;
  readonly type: string | undefined;
}

const TYPES = ['branch', 'tag', 'commit'];

/** The commit of a branch (the default), tag or commit id; throws 404 when there is none. */
export async function resolveVersion({ repository, gitDir }: RepositoryPlace, { version, type }: VersionDescriptor) {
  const kind = /^[0-2]$/.test(type ?? '') ? TYPES[Number(type)] : (type ?? 'branch').toLowerCase();
  if (kind === undefined || !TYPES.includes(kind))
    throw invalidArgument(
      `versionType=${type ?? ''} is not a valid value for versionType. Try one of: Branch,Tag,Commit`,
      'ArgumentException',
    );
  const name = version ?? repository.defaultBranch.replace('refs/heads/', '');
  const revision = { branch: `refs/heads/${name}`, tag: `refs/tags/${name}`, commit: name }[kind] ?? '';
  const commit = kind !== 'commit' || /^[0-9a-f]{40}$/i.test(name) ? await findCommit(gitDir, revision) : undefined;
  if (commit !== undefined) return { commit, described: `<${kind}: ${name} >` };
  throw notFound(
    'GitUnresolvableToCommitException',
    `TF401175:The version descriptor <${kind}: ${name} > could not be resolved to a version in the repository ${repository.name}`,
  );
}
