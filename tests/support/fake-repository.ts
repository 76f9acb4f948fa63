import { createHash } from 'node:crypto';
import type { Commit, MergedPullRequest } from '../../src/release/changes/change.ts';
import type { History, MergeResult, NewCommit, ReleaseBranchWriter } from '../../src/release/ports.ts';

/** Text of files by path. */
export type Tree = Readonly<Record<string, string>>;

interface Stored extends Commit {
  readonly tree: Tree;
}

/** Whatever happens before each call: a turn for others, or a crash. */
export type Gate = (write?: string) => Promise<void>;

/** A repository in memory: commits with whole trees, branches, and what pull requests became. */
export class FakeRepository {
  readonly commits = new Map<string, Stored>();
  readonly branches = new Map<string, string>();
  readonly trees = new Map<string, Tree>();
  /** By what they became. */
  readonly merged = new Map<string, MergedPullRequest & { readonly target: string }>();
  #at = Date.parse('2026-03-01T10:00:00Z');
  #pullRequests = 0;

  /** A commit on top of a branch; `parents` for a merge. */
  commit(branch: string, message: string, files: Tree, parents?: readonly string[]): string {
    const [subject = '', ...body] = message.split('\n');
    const tip = this.branches.get(branch);
    const on = parents ?? (tip === undefined ? [] : [tip]);
    const tree = { ...this.commits.get(on[0] ?? '')?.tree, ...files };
    const id = this.#add({ subject, body: body.join('\n').trim(), parents: on, author: 'Ada', tree }, this.now());
    this.branches.set(branch, id);
    return id;
  }

  /** A squashed pull request. */
  merge(branch: string, title: string, files: Tree, over: Partial<MergedPullRequest> = {}): MergedPullRequest {
    this.#pullRequests += 1;
    const id = over.id ?? this.#pullRequests;
    const mergedOnto = this.branches.get(branch);
    const mergeCommit = this.commit(branch, `Merged PR ${id}: ${title}`, files);
    const pullRequest = {
      id,
      title,
      description: '',
      sourceRef: `refs/heads/feature/${id}`,
      author: 'Ada',
      authorId: 'ada',
      labels: [],
      workItems: [],
      mergedOnto,
      mergeCommit,
      completedAt: this.now(),
      ...over,
    };
    this.merged.set(mergeCommit, { ...pullRequest, target: branch });
    return pullRequest;
  }

  now(): string {
    this.#at += 60_000;
    return new Date(this.#at).toISOString();
  }

  nextPullRequest(): number {
    this.#pullRequests += 1;
    return this.#pullRequests;
  }

  #add(commit: Omit<Stored, 'id' | 'committedAt'>, committedAt: string): string {
    const id = createHash('sha1')
      .update(JSON.stringify([commit, committedAt]))
      .digest('hex');
    this.commits.set(id, { ...commit, id, committedAt });
    this.trees.set(treeId(commit.tree), commit.tree);
    return id;
  }

  ancestors(of: string): ReadonlySet<string> {
    const found = new Set<string>();
    const waiting = [of];
    for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
      const commit = this.commits.get(id);
      if (commit === undefined || found.has(id)) continue;
      found.add(id);
      waiting.push(...commit.parents);
    }
    return found;
  }

  history(gate: Gate): History {
    const tree = (commit: string) => this.commits.get(commit)?.tree ?? {};
    return {
      fetchBranch: async (name) => {
        await gate();
        return this.branches.get(name);
      },
      fetchHistory: () => gate(),
      isAncestor: async (ancestor, descendant) => {
        await gate();
        return this.ancestors(descendant).has(ancestor);
      },
      mergeBase: async (a, b) => {
        await gate();
        const others = this.ancestors(b);
        return [...this.ancestors(a)].find((id) => others.has(id));
      },
      readCommit: (id) => Promise.resolve(this.#require(id)),
      listCommits: async (from, to) => {
        await gate();
        const old = from === undefined ? new Set<string>() : this.ancestors(from);
        return this.#inOrder(to).filter(({ id }) => !old.has(id));
      },
      listTouching: (from, to, paths) => {
        const old = from === undefined ? new Set<string>() : this.ancestors(from);
        const touches = ({ tree: after, parents }: Stored) =>
          paths.some(
            (path) => JSON.stringify(below(after, path)) !== JSON.stringify(below(tree(parents[0] ?? ''), path)),
          );
        const found = this.#inOrder(to).filter((commit) => !old.has(commit.id) && touches(commit));
        return Promise.resolve(new Set(found.map(({ id }) => id)));
      },
      treeOf: (commit) => Promise.resolve(treeId(tree(commit))),
      readFile: (commit, path) => Promise.resolve(tree(commit)[path]),
      patchId: (commit) => Promise.resolve(this.#patchOf(commit)),
    };
  }

  writer(gate: Gate): ReleaseBranchWriter {
    return {
      mergeTrees: (base, ours, theirs) => Promise.resolve(this.#mergeTrees(base, ours, theirs)),
      withFile: (tree, path, content) => {
        const changed = { ...this.trees.get(tree), [path]: content };
        this.trees.set(treeId(changed), changed);
        return Promise.resolve(treeId(changed));
      },
      commit: ({ tree, parents, message, at }: NewCommit) => {
        const [subject = '', ...body] = message.split('\n');
        const stored = {
          subject,
          body: body.join('\n').trim(),
          parents,
          author: 'Slipway',
          tree: this.trees.get(tree) ?? {},
        };
        return Promise.resolve(this.#add(stored, at));
      },
      pushBranch: async (name, commit, expected) => {
        await gate();
        const tip = this.branches.get(name);
        if (tip !== expected) return { kind: 'stale', tip };
        this.branches.set(name, commit);
        await gate(`push ${name}`);
        return { kind: 'pushed' };
      },
    };
  }

  #require(id: string): Stored {
    const commit = this.commits.get(id);
    if (commit === undefined) throw new Error(`No commit ${id}.`);
    return commit;
  }

  /** Parents before children, in the order of their making. */
  #inOrder(to: string): readonly Stored[] {
    const wanted = this.ancestors(to);
    return [...this.commits.values()].filter(({ id }) => wanted.has(id));
  }

  #patchOf(id: string): string | undefined {
    const { tree, parents } = this.#require(id);
    const before = this.commits.get(parents[0] ?? '')?.tree ?? {};
    const changed = Object.entries(tree).filter(([path, text]) => before[path] !== text);
    return changed.length === 0 || parents.length > 1 ? undefined : JSON.stringify(changed);
  }

  #mergeTrees(base: string, ours: string, theirs: string): MergeResult {
    const [from, one, other] = [base, ours, theirs].map((id) => this.#require(id).tree) as [Tree, Tree, Tree];
    const paths = [...new Set([...Object.keys(one), ...Object.keys(other)])];
    const clash = paths.filter(
      (path) => one[path] !== other[path] && one[path] !== from[path] && other[path] !== from[path],
    );
    if (clash.length > 0) return { kind: 'conflicts', paths: clash };
    const chosen = paths.flatMap((path): [string, string][] => {
      const text = one[path] === from[path] ? other[path] : one[path];
      return text === undefined ? [] : [[path, text]];
    });
    const merged = Object.fromEntries(chosen);
    this.trees.set(treeId(merged), merged);
    return { kind: 'merged', tree: treeId(merged) };
  }
}

const treeId = (tree: Tree): string =>
  createHash('sha1')
    .update(JSON.stringify(Object.entries(tree).toSorted(([a], [b]) => (a < b ? -1 : 1))))
    .digest('hex');

const below = (tree: Tree, folder: string): unknown =>
  Object.entries(tree)
    .filter(([path]) => path.startsWith(`${folder}/`))
    .toSorted();
