import type { Commit } from '../git/history.ts';
import type { RepositoryPlace, World } from '../world.ts';
import { clonePath, repositoryUrl } from './repository.ts';

/** GitCommitRef. */
export const presentCommit = (world: World, place: RepositoryPlace, commit: Commit) => ({
  commitId: commit.id,
  author: commit.author,
  committer: commit.committer,
  comment: commit.message,
  parents: commit.parents,
  url: `${repositoryUrl(world, place)}/commits/${commit.id}`,
  remoteUrl: `${world.baseUrl}${clonePath(place)}/commit/${commit.id}`,
});

/** GitCommitRef as lists of commits have it: of the message only its first line. */
export function presentListedCommit(world: World, place: RepositoryPlace, commit: Commit) {
  const [line = '', ...rest] = commit.message.split('\n');
  return {
    ...presentCommit(world, place, commit),
    ...(rest.length === 0 ? {} : { comment: line, commentTruncated: true }),
  };
}
