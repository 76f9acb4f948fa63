import { findLooseBases } from './loose-history.ts';
import { moveRefFile } from './move-ref-file.ts';
import { readTreeOf } from './read-object.ts';
import { ZERO_ID } from './refs.ts';
import { runGit } from './run-git.ts';
import { signatureLine } from './write-commits.ts';
import { writeCommitObject } from './write-object.ts';

/** The tree of a merge; undefined when it has conflicts. */
export async function mergeTrees(gitDir: string, target: string, source: string): Promise<string | undefined> {
  // Where one side has changed nothing, the merge is the other.
  const [base] = (await findLooseBases(gitDir, target, source)) ?? [];
  if (base !== undefined) {
    const [tree, ours, theirs] = await Promise.all([base, target, source].map((id) => readTreeOf(gitDir, id)));
    if (tree === ours) return theirs;
    if (tree === theirs) return ours;
  }
  const args = ['merge-tree', '--write-tree', '--no-messages', '--allow-unrelated-histories', target, source];
  const { code, stdout } = await runGit(gitDir, args, { codes: [0, 1] });
  return code === 0 ? stdout.toString('utf8').trim() : undefined;
}

interface NewCommit {
  readonly tree: string;
  readonly parents: readonly string[];
  readonly message: string;
  readonly name: string;
  readonly date: Date;
}

/** Writes a commit and gives its id. */
export function writeCommit(gitDir: string, { tree, parents, message, name, date }: NewCommit): Promise<string> {
  const by = signatureLine({ name, email: 'noreply@azure-devops.invalid', date });
  return writeCommitObject(gitDir, { tree, parents, author: by, committer: by, message });
}

/** Points a ref at a commit, or removes it. */
export async function writeRef(gitDir: string, name: string, commit: string | undefined): Promise<void> {
  if (await moveRefFile(gitDir, name, { from: undefined, to: commit ?? ZERO_ID })) return;
  await runGit(gitDir, commit === undefined ? ['update-ref', '-d', name] : ['update-ref', name, commit]);
}
