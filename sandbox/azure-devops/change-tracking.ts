import type { IterationDocument, PullRequestDocument } from './documents.ts';
import { listRawChanges, type RawChange } from './git/raw-diff.ts';

export interface TrackedChange extends RawChange {
  readonly changeTrackingId: number;
}

interface Tracked {
  readonly ids: Map<string, number>;
  /** The changes of each iteration against its merge base, in the order of iterations. */
  readonly own: TrackedChange[][];
  readonly compared: Map<string, Promise<readonly TrackedChange[]>>;
  next: number;
  extending: Promise<void>;
}

/**
 * The changed files of iterations with ids that stay with a file. Ids are handed out in the order of iterations, whose
 * commits never change, so nothing of this is kept on disk.
 */
export class ChangeTracking {
  readonly #tracked = new WeakMap<PullRequestDocument, Tracked>();

  /** Changes of iteration `second` against the merge base (`first` 0 or the same), else against iteration `first`. */
  async list(
    gitDir: string,
    pullRequest: PullRequestDocument,
    { first, second }: { first: number; second: number },
  ): Promise<readonly TrackedChange[]> {
    const tracked = this.#trackedOf(pullRequest);
    tracked.extending = tracked.extending
      .catch(() => undefined)
      .then(() => extend(tracked, gitDir, pullRequest, second));
    await tracked.extending;
    if (first === 0 || first === second) return tracked.own[second - 1] ?? [];
    const key = `${first}:${second}`;
    const known = tracked.compared.get(key);
    if (known) return known;
    const compared = compare(tracked, gitDir, { first: at(pullRequest, first), second: at(pullRequest, second) });
    tracked.compared.set(key, compared);
    return compared;
  }

  #trackedOf(pullRequest: PullRequestDocument): Tracked {
    const known = this.#tracked.get(pullRequest);
    if (known) return known;
    const fresh = { ids: new Map(), own: [], compared: new Map(), next: 1, extending: Promise.resolve() };
    this.#tracked.set(pullRequest, fresh);
    return fresh;
  }
}

function at(pullRequest: PullRequestDocument, iteration: number): IterationDocument {
  const found = pullRequest.iterations[iteration - 1];
  if (!found) throw new Error(`pull request ${pullRequest.id} has no iteration ${iteration}`);
  return found;
}

async function extend(tracked: Tracked, gitDir: string, pullRequest: PullRequestDocument, upTo: number) {
  while (tracked.own.length < upTo) {
    const iteration = at(pullRequest, tracked.own.length + 1);
    const changes = await listRawChanges(gitDir, iteration.common, iteration.source);
    const own = withIds(tracked, changes);
    const before = pullRequest.iterations[iteration.id - 2];
    // Whatever two iterations can differ in has an id from the later one on.
    if (before) withIds(tracked, await listRawChanges(gitDir, before.source, iteration.source));
    tracked.own.push(own);
  }
}

async function compare(
  tracked: Tracked,
  gitDir: string,
  { first, second }: { first: IterationDocument; second: IterationDocument },
) {
  return withIds(tracked, await listRawChanges(gitDir, first.source, second.source));
}

/** A renamed file keeps the id of its old name, unless another file of the same list has it. */
function withIds(tracked: Tracked, changes: readonly RawChange[]): TrackedChange[] {
  const used = new Set(changes.map(({ path }) => tracked.ids.get(path)));
  return changes.map((change) => {
    const old = change.oldPath === undefined ? undefined : tracked.ids.get(change.oldPath);
    const id = tracked.ids.get(change.path) ?? (old !== undefined && !used.has(old) ? old : tracked.next++);
    used.add(id);
    tracked.ids.set(change.path, id);
    return { ...change, changeTrackingId: id };
  });
}
