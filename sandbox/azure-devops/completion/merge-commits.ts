import type { Identity, PullRequestDocument } from '../documents.ts';
import { mergeTrees } from '../git/merge.ts';
import { rebase } from '../git/rebase.ts';
import { readGit } from '../git/run-git.ts';
import { signatureLine } from '../git/write-commits.ts';
import type { MergeStrategy } from '../policies/evaluate.ts';

export interface Merge {
  readonly gitDir: string;
  readonly source: string;
  readonly target: string;
  readonly strategy: MergeStrategy;
  readonly message: string;
  readonly author: Identity;
  readonly date: Date;
}

/** Writes what a completion puts on the target branch; undefined when the branches conflict. */
export async function writeMerge(merge: Merge): Promise<string | undefined> {
  const { gitDir, source, target, strategy } = merge;
  switch (strategy) {
    case 'noFastForward':
      return commitMerged(merge, await mergeTrees(gitDir, target, source), [target, source]);
    case 'squash':
      return commitMerged(merge, await mergeTrees(gitDir, target, source), [target]);
    case 'rebase':
      return rebase(gitDir, target, source, signatures(merge, ['COMMITTER']));
    case 'rebaseMerge': {
      const tip = await rebase(gitDir, target, source, signatures(merge, ['COMMITTER']));
      if (tip === undefined || tip === target) return tip;
      return commitMerged(merge, await readGit(gitDir, ['rev-parse', `${tip}^{tree}`]), [target, tip]);
    }
  }
}

async function commitMerged(merge: Merge, tree: string | undefined, parents: readonly string[]) {
  if (tree === undefined) return undefined;
  return readGit(merge.gitDir, ['commit-tree', tree, ...parents.flatMap((id) => ['-p', id]), '-F', '-'], {
    input: merge.message,
    env: signatures(merge, ['AUTHOR', 'COMMITTER']),
  });
}

function signatures({ author, date }: Merge, roles: readonly string[]): Record<string, string> {
  const [, name = '', email = '', when = ''] =
    /^(.*) <(.*)> (.*)$/.exec(signatureLine({ name: author.displayName, email: author.uniqueName, date })) ?? [];
  return Object.fromEntries(
    roles.flatMap((role) => [
      [`GIT_${role}_NAME`, name],
      [`GIT_${role}_EMAIL`, email || 'unknown'],
      [`GIT_${role}_DATE`, when],
    ]),
  );
}

/** "Merged PR 7: Title", the description and the work items, as the service writes it when nobody says otherwise. */
export function defaultMessage({ id, title, description, workItemIds = [] }: PullRequestDocument): string {
  const items =
    workItemIds.length === 0 ? [] : [`Related work items: ${workItemIds.map((item) => `#${item}`).join(', ')}`];
  return [`Merged PR ${id}: ${title}`, description.trim(), ...items].filter(Boolean).join('\n\n');
}
