import { randomUUID } from 'node:crypto';
import type { Identity, IterationReason, MergeDocument, PullRequestDocument, ReviewerDocument } from './documents.ts';
import { invalidArgument, RestError } from './errors.ts';
import { isAncestor, listMergeBases, listRefs } from './git/history.ts';
import { mergeTrees, writeCommit, writeRef } from './git/merge.ts';
import { resetVotes } from './policies/reset-votes.ts';
import { addSystemThread } from './system-threads.ts';
import { identityOf, type RepositoryPlace, type World } from './world.ts';

export interface NewPullRequest {
  /** refs/heads/... */
  readonly source: string;
  readonly target: string;
  readonly title: string;
  readonly description: string;
  readonly author: Identity;
  readonly labels: readonly string[];
  readonly isDraft: boolean;
  readonly reviewers?: readonly Pick<ReviewerDocument, 'id' | 'isRequired'>[];
  readonly completionOptions?: Record<string, unknown>;
}

/** HTML comments do not survive in a description. */
export const storedDescription = (text: string) => text.replace(/<!--[\s\S]*?-->/g, '');

/** Creates a pull request with its first iteration and its merge preview. */
export function createPullRequest(world: World, place: RepositoryPlace, request: NewPullRequest) {
  return world.locks.run(place.repository.id, async () => {
    const { organisation, repository, gitDir } = place;
    const { source, target } = await tipsOf(gitDir, request);
    refuseDuplicate(place, request);
    const bases = await listMergeBases(gitDir, target, source);
    const [common] = bases;
    if (common === undefined) throw invalidArgument('The source and the target branch have no common commit.');
    const id = world.store.takeNumber(organisation, 'pullRequest');
    const now = world.clock.now().toISOString();
    const pullRequest: PullRequestDocument = {
      id,
      repositoryId: repository.id,
      createdById: request.author.id,
      creationDate: now,
      sourceRef: request.source,
      targetRef: request.target,
      title: request.title,
      description: storedDescription(request.description),
      status: 'active',
      isDraft: request.isDraft,
      merge: await mergePreview(world, gitDir, {
        id,
        sourceRef: request.source,
        targetRef: request.target,
        source,
        target,
      }),
      hasMultipleMergeBases: bases.length > 1,
      labels: request.labels.map((name) => ({ id: randomUUID(), name })),
      reviewers: (request.reviewers ?? []).map(({ id: reviewer, isRequired }) => ({
        id: reviewer,
        vote: 0,
        isRequired,
      })),
      ...(request.completionOptions === undefined ? {} : { completionOptions: request.completionOptions }),
      iterations: [{ id: 1, reason: 'create', authorId: request.author.id, createdDate: now, source, target, common }],
      threads: [],
      statuses: [],
      properties: {},
    };
    world.triggers.pullRequestChanged(world, place, pullRequest, request.author);
    world.store.savePullRequest(organisation, pullRequest);
    return pullRequest;
  });
}

async function tipsOf(gitDir: string, refs: { readonly source: string; readonly target: string }) {
  const heads = await listRefs(gitDir, 'refs/heads');
  const [source, target] = [heads.get(refs.source), heads.get(refs.target)];
  if (source !== undefined && target !== undefined) return { source, target };
  throw new RestError(
    400,
    'GitPullRequestStaleException',
    'TF401398: The pull request cannot be activated because the source and/or the target branch no longer exists, or the requested branches are not valid.',
  );
}

function refuseDuplicate({ organisation, repository }: RepositoryPlace, { source, target }: NewPullRequest) {
  for (const { repositoryId, status, sourceRef, targetRef } of organisation.pullRequests.values())
    if (repositoryId === repository.id && status === 'active' && sourceRef === source && targetRef === target)
      throw new RestError(
        409,
        'GitPullRequestExistsException',
        'TF401179: An active pull request for the source and target branch already exists.',
      );
}

/** Brings the active pull requests of a repository up to date with its branches, after a push by `pusher`. */
export function refreshPullRequests(world: World, place: RepositoryPlace, pusher?: Identity): Promise<void> {
  return world.locks.run(place.repository.id, async () => {
    await world.triggers.branchesMoved(world, place, pusher);
    const active = [...place.organisation.pullRequests.values()].filter(
      ({ repositoryId, status, completion }) =>
        // One that was being merged when a sandbox was stopped is told of by its completion.
        repositoryId === place.repository.id && status === 'active' && !completion?.merge,
    );
    if (active.length === 0) return;
    const heads = await listRefs(place.gitDir, 'refs/heads');
    for (const pullRequest of active) {
      const source = heads.get(pullRequest.sourceRef);
      const target = heads.get(pullRequest.targetRef);
      if (source !== undefined && target !== undefined)
        await followBranches(world, place, pullRequest, { source, target, pusher });
    }
  });
}

interface Tips {
  readonly source: string;
  readonly target: string;
  readonly pusher?: Identity | undefined;
}

async function followBranches(world: World, place: RepositoryPlace, pullRequest: PullRequestDocument, tips: Tips) {
  const { gitDir, organisation } = place;
  const { source, target, pusher } = tips;
  const moved = pullRequest.iterations.at(-1)?.source !== source;
  if (!moved && pullRequest.merge.source === source && pullRequest.merge.target === target) return;
  const isConcerned = moved || isFollowed(pullRequest);
  const bases = await listMergeBases(gitDir, target, source);
  if (moved) await followSource(world, place, pullRequest, { ...tips, common: bases[0] ?? target });
  const { id, sourceRef, targetRef } = pullRequest;
  pullRequest.merge = await mergePreview(world, gitDir, { id, sourceRef, targetRef, source, target });
  pullRequest.hasMultipleMergeBases = bases.length > 1;
  if (isConcerned) world.triggers.pullRequestChanged(world, place, pullRequest, moved ? pusher : undefined);
  world.store.savePullRequest(organisation, pullRequest);
}

async function followSource(
  world: World,
  place: RepositoryPlace,
  pullRequest: PullRequestDocument,
  { source, pusher, ...tips }: Tips & { readonly common: string },
) {
  const newest = pullRequest.iterations.at(-1);
  if (!newest) return;
  const reason = (await isAncestor(place.gitDir, newest.source, source)) ? 'push' : 'forcePush';
  addIteration(world, pullRequest, { reason, source, pusher, ...tips });
  resetVotes(place, pullRequest);
  const author = pusher ?? identityOf(place.organisation, pullRequest.createdById);
  addSystemThread(world, place, pullRequest, { type: 'RefUpdate', author, text: 'The source branch was updated.' });
}

/** A pull request that nothing was started for is not validated because others were merged, but once it can be. */
const isFollowed = ({ merge, policyBuilds, autoCompleteSetById }: PullRequestDocument): boolean =>
  merge.status !== 'succeeded' || policyBuilds !== undefined || autoCompleteSetById !== undefined;

interface NewIteration extends Tips {
  readonly reason: IterationReason;
  readonly common: string;
  readonly oldTargetRef?: string;
  readonly newTargetRef?: string;
}

function addIteration(world: World, pullRequest: PullRequestDocument, { pusher, ...iteration }: NewIteration) {
  pullRequest.iterations.push({
    ...iteration,
    id: pullRequest.iterations.length + 1,
    authorId: pusher?.id ?? pullRequest.createdById,
    createdDate: world.clock.now().toISOString(),
  });
}

/** Points the pull request at another target branch. */
export function retarget(world: World, place: RepositoryPlace, pullRequest: PullRequestDocument, targetRef: string) {
  return world.locks.run(place.repository.id, async () => {
    const { source, target } = await tipsOf(place.gitDir, { source: pullRequest.sourceRef, target: targetRef });
    const bases = await listMergeBases(place.gitDir, target, source);
    const refs = { oldTargetRef: pullRequest.targetRef, newTargetRef: targetRef };
    addIteration(world, pullRequest, { reason: 'retarget', source, target, common: bases[0] ?? target, ...refs });
    pullRequest.targetRef = targetRef;
    const { id, sourceRef } = pullRequest;
    pullRequest.merge = await mergePreview(world, place.gitDir, { id, sourceRef, targetRef, source, target });
    world.store.savePullRequest(place.organisation, pullRequest);
  });
}

interface MergeRequest {
  readonly id: number;
  readonly sourceRef: string;
  readonly targetRef: string;
  readonly source: string;
  readonly target: string;
}

/** Writes refs/pull/{id}/merge; removes it when the branches conflict. */
async function mergePreview(world: World, gitDir: string, request: MergeRequest): Promise<MergeDocument> {
  const { id, source, target } = request;
  const ref = `refs/pull/${id}/merge`;
  const tree = await mergeTrees(gitDir, target, source);
  if (tree === undefined) {
    await writeRef(gitDir, ref, undefined);
    return { status: 'conflicts', source, target };
  }
  const [from, into] = [request.sourceRef, request.targetRef].map((name) => name.replace('refs/heads/', ''));
  const message = `Merge pull request ${id} from ${from ?? ''} into ${into ?? ''}\n`;
  const parents = [target, source];
  const commit = await writeCommit(gitDir, { tree, parents, message, name: 'Azure DevOps', date: world.clock.now() });
  await writeRef(gitDir, ref, commit);
  return { status: 'succeeded', source, target, commit };
}
