import { mergeTrees } from './merge.ts';
import { readGit } from './run-git.ts';

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
  committer: Readonly<Record<string, string>>,
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
    if (tree === (await treeOf(gitDir, tip))) continue;
    tip = await copyCommit(gitDir, { commit, tree, parent: tip, committer });
  }
  return tip;
}

const treeOf = (gitDir: string, commit: string) => readGit(gitDir, ['rev-parse', `${commit}^{tree}`]);

/** merge-tree finds its own base, so it gets two commits whose only common one has the tree of the parent. */
async function replayedTree(gitDir: string, { commit, parent, onto }: Replayed): Promise<string | undefined> {
  const base = await bareCommit(gitDir, await treeOf(gitDir, parent), []);
  const ours = await bareCommit(gitDir, await treeOf(gitDir, onto), [base]);
  const theirs = await bareCommit(gitDir, await treeOf(gitDir, commit), [base]);
  return mergeTrees(gitDir, ours, theirs);
}

const NOBODY = Object.fromEntries(
  ['AUTHOR', 'COMMITTER'].flatMap((role) => [
    [`GIT_${role}_NAME`, 'nobody'],
    [`GIT_${role}_EMAIL`, 'nobody'],
    [`GIT_${role}_DATE`, '1000000000 +0000'],
  ]),
);

const bareCommit = (gitDir: string, tree: string, parents: readonly string[]) =>
  readGit(gitDir, ['commit-tree', tree, ...parents.flatMap((id) => ['-p', id]), '-F', '-'], {
    input: `replay ${parents.length}`,
    env: NOBODY,
  });

interface Copy {
  readonly commit: string;
  readonly tree: string;
  readonly parent: string;
  readonly committer: Readonly<Record<string, string>>;
}

async function copyCommit(gitDir: string, { commit, tree, parent, committer }: Copy): Promise<string> {
  const text = await readGit(gitDir, ['show', '--no-patch', '--format=%an%x00%ae%x00%ad%x00%B', '--date=raw', commit]);
  const [name = '', email = '', date = '', message = ''] = text.split('\0');
  return readGit(gitDir, ['commit-tree', tree, '-p', parent, '-F', '-'], {
    input: message,
    env: { ...committer, GIT_AUTHOR_NAME: name, GIT_AUTHOR_EMAIL: email, GIT_AUTHOR_DATE: date },
  });
}
