import type { PullRequestDocument } from './documents.ts';
import { invalidArgument, RestError } from './errors.ts';
import { listRefs } from './git/history.ts';
import { writeCommit, writeRef } from './git/merge.ts';
import { readGit } from './git/run-git.ts';
import { refreshPullRequests } from './pull-requests.ts';
import type { RepositoryPlace, World } from './world.ts';

interface Completable extends RepositoryPlace {
  readonly pullRequest: PullRequestDocument;
}

/** Merges an active pull request into its target branch, as a merge commit or squashed. */
export async function complete(world: World, place: Completable, head: string | undefined): Promise<void> {
  if (head === undefined)
    throw invalidArgument('To complete a pull request, lastMergeSourceCommit.commitId is required.');
  const { pullRequest } = place;
  if (pullRequest.status !== 'active' || pullRequest.isDraft)
    throw new RestError(400, 'GitPullRequestNotEditableException', 'Only an active, published pull request completes.');
  await refreshPullRequests(world, place);
  if (pullRequest.merge.source !== head)
    throw new RestError(
      409,
      'GitPullRequestStaleException',
      'TF401192: The pull request cannot be completed: its source branch has moved.',
    );
  await world.locks.run(place.repository.id, () => merge(world, place));
}

async function merge(world: World, { gitDir, pullRequest }: Completable): Promise<void> {
  const { commit: preview, source, target, status } = pullRequest.merge;
  if (status === 'conflicts' || preview === undefined)
    throw new RestError(409, 'GitPullRequestMergeConflictException', 'TF401194: The pull request has conflicts.');
  const { mergeStrategy: strategy = 'noFastForward', mergeCommitMessage, deleteSourceBranch } = optionsOf(pullRequest);
  if (strategy !== 'noFastForward' && strategy !== 'squash')
    throw invalidArgument(`The sandbox merges with noFastForward and squash, not with ${strategy}.`);
  const squash = strategy === 'squash';
  const merged = await writeCommit(gitDir, {
    tree: await readGit(gitDir, ['rev-parse', `${preview}^{tree}`]),
    parents: squash ? [target] : [target, source],
    message: mergeCommitMessage ?? `Merged PR ${pullRequest.id}: ${pullRequest.title}\n\n${pullRequest.description}`,
    name: 'Azure DevOps',
    date: world.clock.now(),
  });
  if ((await listRefs(gitDir, 'refs/heads')).get(pullRequest.targetRef) !== target)
    throw new RestError(409, 'GitPullRequestStaleException', 'TF401192: The target branch has moved.');
  await writeRef(gitDir, pullRequest.targetRef, merged);
  pullRequest.merge = { status: 'succeeded', source, target, commit: merged };
  pullRequest.status = 'completed';
  if (deleteSourceBranch) await writeRef(gitDir, pullRequest.sourceRef, undefined);
}

const optionsOf = ({ completionOptions = {} }: PullRequestDocument) =>
  completionOptions as { mergeStrategy?: string; mergeCommitMessage?: string; deleteSourceBranch?: boolean };
