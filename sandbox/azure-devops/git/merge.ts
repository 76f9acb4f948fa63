import { readGit, runGit } from './run-git.ts';

/** The tree of a merge; undefined when it has conflicts. */
export async function mergeTrees(gitDir: string, target: string, source: string): Promise<string | undefined> {
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
  const signature = (role: string) => ({
    [`GIT_${role}_NAME`]: name,
    [`GIT_${role}_EMAIL`]: 'noreply@azure-devops.invalid',
    [`GIT_${role}_DATE`]: `${Math.floor(date.getTime() / 1000)} +0000`,
  });
  return readGit(gitDir, ['commit-tree', tree, ...parents.flatMap((parent) => ['-p', parent]), '-F', '-'], {
    input: message,
    env: { ...signature('AUTHOR'), ...signature('COMMITTER') },
  });
}

/** Points a ref at a commit, or removes it. */
export async function writeRef(gitDir: string, name: string, commit: string | undefined): Promise<void> {
  await runGit(gitDir, commit === undefined ? ['update-ref', '-d', name] : ['update-ref', name, commit]);
}
