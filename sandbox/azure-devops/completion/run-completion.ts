import type { CompletionDocument, MergeDocument } from '../documents.ts';
import { isAncestor, listRefs } from '../git/history.ts';
import { moveRef, ZERO_ID } from '../git/refs.ts';
import { allowedStrategies, unmetPolicies, type MergeStrategy } from '../policies/evaluate.ts';
import { isProtected } from '../policies/protection.ts';
import { refreshPullRequests } from '../pull-requests.ts';
import type { PullRequestPlace } from '../rest/call.ts';
import { identityOf, type World } from '../world.ts';
import { defaultMessage, writeMerge } from './merge-commits.ts';
import { transitionWorkItems } from './transition-work-items.ts';

type Ending =
  | { readonly kind: 'merged'; readonly merge: MergeDocument }
  | { readonly kind: 'refused'; readonly merge: MergeDocument }
  /** The source branch moved, or a policy of an auto-complete is unmet again: as if it had not been asked for. */
  | { readonly kind: 'dropped' };

/** Merges a pull request whose completion is queued, or says in its mergeStatus why not. */
export async function runCompletion(world: World, place: PullRequestPlace): Promise<void> {
  const by = await world.locks.run(place.repository.id, async () => {
    const requester = await end(world, place);
    // Before the next merge moves the branch on: each is a push of its own.
    if (requester !== undefined)
      await world.triggers.branchesMoved(world, place, identityOf(place.organisation, requester));
    return requester;
  });
  if (by !== undefined) await refreshPullRequests(world, place, identityOf(place.organisation, by));
}

async function end(world: World, place: PullRequestPlace): Promise<string | undefined> {
  const { pullRequest, organisation } = place;
  const { completion } = pullRequest;
  if (!completion) return undefined;
  const ending =
    pullRequest.status === 'active'
      ? ((await findDone(place, completion)) ?? (await complete(world, place, completion)))
      : undefined;
  delete pullRequest.completion;
  if (ending?.kind === 'merged') close(world, place, completion, ending.merge);
  if (ending?.kind === 'refused') {
    pullRequest.merge = ending.merge;
    // A merge that failed once is not tried again by itself.
    delete pullRequest.autoCompleteSetById;
  }
  world.store.savePullRequest(organisation, pullRequest);
  if (ending?.kind === 'merged' && pullRequest.completionOptions?.['transitionWorkItems'] === true)
    transitionWorkItems(world, place, completion.requestedById);
  return completion.requestedById;
}

async function complete(world: World, place: PullRequestPlace, completion: CompletionDocument): Promise<Ending> {
  const { gitDir, pullRequest } = place;
  const heads = await listRefs(gitDir, 'refs/heads');
  const [source, target] = [heads.get(pullRequest.sourceRef), heads.get(pullRequest.targetRef)];
  const refused = (status: MergeDocument['status'], failure: string): Ending => ({
    kind: 'refused',
    merge: { status, source: completion.commit, target: target ?? pullRequest.merge.target, failure },
  });
  if (source === undefined || target === undefined) return refused('failure', 'A branch of it no longer exists.');
  if (source !== completion.commit) return { kind: 'dropped' };
  const { failure } = world.completing;
  if (failure !== undefined) return refused('failure', failure);
  if (!completion.bypassPolicy && unmetPolicies(place, world.clock.now()).length > 0)
    return completion.auto ? { kind: 'dropped' } : refused('rejectedByPolicy', 'Required policies are not satisfied.');
  const options = optionsOf(place);
  const commit = await writeMerge({
    gitDir,
    source,
    target,
    strategy: options.strategy,
    message: options.message ?? defaultMessage(pullRequest),
    author: identityOf(place.organisation, completion.requestedById),
    date: world.clock.now(),
  });
  if (commit === undefined) return refused('conflicts', 'The branches conflict.');
  completion.merge = { target, commit };
  world.store.savePullRequest(place.organisation, pullRequest);
  if (!(await moveRef(gitDir, { name: pullRequest.targetRef, from: target, to: commit })))
    return refused('failure', 'The target branch was updated during the merge.');
  if (options.deleteSource) await deleteSource(place, source);
  return { kind: 'merged', merge: { status: 'succeeded', source, target, commit } };
}

/** What a sandbox that was stopped had merged already, and not told. */
async function findDone(
  place: PullRequestPlace,
  { commit: source, merge }: CompletionDocument,
): Promise<Ending | undefined> {
  if (!merge) return undefined;
  const head = (await listRefs(place.gitDir, 'refs/heads')).get(place.pullRequest.targetRef);
  if (head === undefined || !(await isAncestor(place.gitDir, merge.commit, head))) return undefined;
  if (optionsOf(place).deleteSource) await deleteSource(place, source);
  return { kind: 'merged', merge: { status: 'succeeded', source, ...merge } };
}

function optionsOf(place: PullRequestPlace) {
  const { completionOptions = {}, targetRef } = place.pullRequest;
  const given = completionOptions as {
    readonly mergeStrategy?: MergeStrategy;
    readonly squashMerge?: boolean;
    readonly mergeCommitMessage?: string;
    readonly deleteSourceBranch?: boolean;
  };
  const [first = 'noFastForward'] = allowedStrategies(place, targetRef);
  return {
    strategy: given.mergeStrategy ?? (given.squashMerge ? 'squash' : first),
    message: given.mergeCommitMessage,
    deleteSource: given.deleteSourceBranch ?? false,
  };
}

/** The default branch and protected branches stay. */
async function deleteSource(place: PullRequestPlace, source: string): Promise<void> {
  const { sourceRef: name } = place.pullRequest;
  if (name === place.repository.defaultBranch || isProtected(place, name)) return;
  await moveRef(place.gitDir, { name, from: source, to: ZERO_ID });
}

function close(world: World, { pullRequest }: PullRequestPlace, completion: CompletionDocument, merge: MergeDocument) {
  pullRequest.merge = merge;
  pullRequest.status = 'completed';
  pullRequest.closedDate = world.clock.now().toISOString();
  pullRequest.closedById = completion.requestedById;
  if (completion.auto)
    pullRequest.completionOptions = { ...pullRequest.completionOptions, triggeredByAutoComplete: true };
}
