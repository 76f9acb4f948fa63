import { mergeTrees } from './merge.ts';
import { readObject, readTreeOf } from './read-object.ts';
import { readGit } from './run-git.ts';
import { writeCommitObject } from './write-object.ts';

interface Replayed {
  readonly commit: string;
  readonly parent: string;
  readonly onto: string;
}

/**
 * The commits of source that target has not, without merges, laid upon target one by one. Gives the last one;
 * undefined when one of them conflicts.
 */
export async function rebase(
  gitDir: string,
  target: string,
  source: string,
  committer: string,
): Promise<string | undefined> {
  const listed = await readGit(gitDir, [
    'rev-list',
    '--reverse',
    '--topo-order',
    '--no-merges',
    '--parents',
    `${target}..${source}`,
  ]);
  let tip = target;
  for (const line of listed.split('\n').filter(Boolean)) {
    const [commit = '', parent = ''] = line.split(' ');
    if (parent === tip) {
      tip = commit;
      continue;
    }
    const tree = await replayedTree(gitDir, { commit, parent, onto: tip });
    if (tree === undefined) return undefined;
    // What target already has becomes empty and is left out, as git does it.
    if (tree === (await readTreeOf(gitDir, tip))) continue;
    tip = await copyCommit(gitDir, { commit, tree, parent: tip, committer });
  }
  return tip;
}

/** merge-tree finds its own base, so it gets two commits whose only common one has the tree of the parent. */
async function replayedTree(gitDir: string, { commit, parent, onto }: Replayed): Promise<string | undefined> {
  const base = await bareCommit(gitDir, await readTreeOf(gitDir, parent), []);
  const ours = await bareCommit(gitDir, await readTreeOf(gitDir, onto), [base]);
  const theirs = await bareCommit(gitDir, await readTreeOf(gitDir, commit), [base]);
  return mergeTrees(gitDir, ours, theirs);
}

const NOBODY = 'nobody <nobody> 1000000000 +0000';

const bareCommit = (gitDir: string, tree: string, parents: readonly string[]) =>
  writeCommitObject(gitDir, {
    ...{ tree, parents, author: NOBODY, committer: NOBODY },
    message: `replay ${parents.length}`,
  });

interface Copy {
  readonly commit: string;
  readonly tree: string;
  readonly parent: string;
  /** As git writes it into commits. */
  readonly committer: string;
}

async function copyCommit(gitDir: string, { commit, tree, parent, committer }: Copy): Promise<string> {
  const { content } = await readObject(gitDir, commit);
  const [head, message] = splitOnce(content.toString('utf8'), '\n\n');
  const author = /^author (.*)$/m.exec(head)?.[1] ?? '';
  return writeCommitObject(gitDir, { tree, parents: [parent], author, committer, message });
}

function splitOnce(text: string, at: string): readonly [string, string] {
  const place = text.indexOf(at);
  return place < 0 ? [text, ''] : [text.slice(0, place), text.slice(place + at.length)];
}
