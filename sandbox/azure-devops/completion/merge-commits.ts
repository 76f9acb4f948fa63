import type { Identity, PullRequestDocument } from '../documents.ts';
import { mergeTrees } from '../git/merge.ts';
import { rebase } from '../git/rebase.ts';
import { readTreeOf } from '../git/read-object.ts';
import { signatureLine } from '../git/write-commits.ts';
import { writeCommitObject } from '../git/write-object.ts';
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
      return rebase(gitDir, target, source, signatureOf(merge));
    case 'rebaseMerge': {
      const tip = await rebase(gitDir, target, source, signatureOf(merge));
      if (tip === undefined || tip === target) return tip;
      return commitMerged(merge, await readTreeOf(gitDir, tip), [target, tip]);
    }
  }
}

async function commitMerged(merge: Merge, tree: string | undefined, parents: readonly string[]) {
  if (tree === undefined) return undefined;
  const by = signatureOf(merge);
  return writeCommitObject(merge.gitDir, { tree, parents, author: by, committer: by, message: merge.message });
}

const signatureOf = ({ author, date }: Merge): string =>
  signatureLine({ name: author.displayName, email: author.uniqueName || 'unknown', date });

/** "Merged PR 7: Title", the description and the work items, as the service writes it when nobody says otherwise. */
export function defaultMessage({ id, title, description, workItemIds = [] }: PullRequestDocument): string {
  const items =
    workItemIds.length === 0 ? [] : [`Related work items: ${workItemIds.map((item) => `#${item}`).join(', ')}`];
  return [`Merged PR ${id}: ${title}`, description.trim(), ...items].filter(Boolean).join('\n\n');
}
