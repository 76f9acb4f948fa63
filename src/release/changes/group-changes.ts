import type { Commit, MergedPullRequest } from './change.ts';

/** One step of the source branch: a merged pull request with all its commits, or a commit that none brought. */
export interface SourceChange {
  readonly commit: Commit;
  readonly pullRequest: MergedPullRequest | undefined;
  /** What a merge brought in, or what a rebase left before `commit`; the oldest first. */
  readonly inner: readonly Commit[];
}

interface Range {
  /** Parents before children. */
  readonly commits: readonly Commit[];
  /** Where the range ends. */
  readonly tip: string;
  /** By what a pull request became on the branch. */
  readonly merged: ReadonlyMap<string, MergedPullRequest>;
}

/**
 * The steps of a branch, the oldest first. Every commit of the range is in exactly one of them: a merge takes what it
 * brought in, a rebased pull request its own commits, which the service tells by where it was put.
 */
export function groupChanges({ commits, tip, merged }: Range): readonly SourceChange[] {
  const byId = new Map(commits.map((commit) => [commit.id, commit]));
  const inOrder = orderOf(commits);
  const mainline = followFirstParents(byId, tip);
  const taken = new Set(mainline.map(({ id }) => id));
  const changes: SourceChange[] = [];
  for (const [at, commit] of mainline.entries()) {
    const pullRequest = merged.get(commit.id);
    const brought = commit.parents.length < 2 ? NONE : inOrder(takeMerged(commit, byId, taken));
    const rebased = commit.parents.length === 1 ? countRebased(mainline, at, { pullRequest, merged }) : 0;
    const before = rebased === 0 ? [] : changes.splice(changes.length - rebased, rebased);
    const inner =
      before.length === 0 ? brought : [...before.flatMap((change) => [...change.inner, change.commit]), ...brought];
    changes.push({ commit, pullRequest, inner });
  }
  return changes;
}

const NONE: readonly Commit[] = [];

/** Sorts some of the commits as all of them stand. */
function orderOf(commits: readonly Commit[]): (some: readonly Commit[]) => readonly Commit[] {
  let order: ReadonlyMap<string, number> | undefined;
  return (some) => {
    if (some.length < 2) return some;
    const places = (order ??= new Map(commits.map(({ id }, index) => [id, index])));
    return some.toSorted((a, b) => (places.get(a.id) ?? 0) - (places.get(b.id) ?? 0));
  };
}

/** From the start of the range to its tip. */
function followFirstParents(byId: ReadonlyMap<string, Commit>, tip: string): readonly Commit[] {
  const chain: Commit[] = [];
  for (let commit = byId.get(tip); commit !== undefined; commit = byId.get(commit.parents[0] ?? '')) chain.push(commit);
  return chain.reverse();
}

/** What is reachable through a merge's other parents and belongs to no earlier step. */
function takeMerged(merge: Commit, byId: ReadonlyMap<string, Commit>, taken: Set<string>): readonly Commit[] {
  const found: Commit[] = [];
  const waiting = merge.parents.slice(1);
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    const commit = byId.get(id);
    if (commit === undefined || taken.has(id)) continue;
    taken.add(id);
    found.push(commit);
    waiting.push(...commit.parents);
  }
  return found;
}

interface Merged {
  readonly pullRequest: MergedPullRequest | undefined;
  readonly merged: Range['merged'];
}

/** How many steps right before this one belong to its pull request: all since the tip that it was put onto. */
function countRebased(mainline: readonly Commit[], at: number, { pullRequest, merged }: Merged): number {
  const onto = pullRequest?.mergedOnto;
  if (onto === undefined) return 0;
  for (let count = 0; at - count >= 0; count += 1) {
    const commit = mainline[at - count];
    if (commit?.parents[0] === onto) return count;
    const previous = mainline[at - count - 1];
    if (previous?.parents.length !== 1 || merged.has(previous.id)) return 0;
  }
  return 0;
}
