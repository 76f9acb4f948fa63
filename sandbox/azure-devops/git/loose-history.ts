import { readLooseCommit } from './parse-commit.ts';

/** A longer history is walked faster by git. */
const MOST_COMMITS = 200;

/** A commit and all before it; undefined when they are many, or one of them is packed, and git has to be asked. */
async function ancestorsOf(
  gitDir: string,
  commit: string,
): Promise<ReadonlyMap<string, readonly string[]> | undefined> {
  const seen = new Map<string, readonly string[]>();
  const waiting = [commit];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    if (seen.has(id)) continue;
    const read = seen.size < MOST_COMMITS ? await readLooseCommit(gitDir, id) : undefined;
    if (read === undefined) return undefined;
    seen.set(id, read.parents);
    waiting.push(...read.parents);
  }
  return seen;
}

/** The only best common ancestor of two commits, empty without one; undefined when git has to be asked. */
export async function findLooseBases(
  gitDir: string,
  one: string,
  other: string,
): Promise<readonly string[] | undefined> {
  const [left, right] = [await ancestorsOf(gitDir, one), await ancestorsOf(gitDir, other)];
  if (left === undefined || right === undefined) return undefined;
  const common = new Map([...left].filter(([id]) => right.has(id)));
  const before = new Set([...common.values()].flat());
  // All before a common ancestor are common, so that only the best are the parent of none of them.
  const best = [...common.keys()].filter((id) => !before.has(id));
  return best.length > 1 ? undefined : best;
}

/** Whether a commit is the other or before it; undefined when git has to be asked. */
export async function isLooseAncestor(gitDir: string, older: string, newer: string): Promise<boolean | undefined> {
  const found = await ancestorsOf(gitDir, newer);
  return found?.has(older) === true ? true : found && (await readLooseCommit(gitDir, older)) ? false : undefined;
}

/** How many commits source has that target has not; undefined when git has to be asked. */
export async function countLooseCommits(gitDir: string, target: string, source: string): Promise<number | undefined> {
  const [known, all] = [await ancestorsOf(gitDir, target), await ancestorsOf(gitDir, source)];
  return known && all && [...all.keys()].filter((id) => !known.has(id)).length;
}
