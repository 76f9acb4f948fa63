import type { ReleaseBranchWriter } from '../../release/ports.ts';
import { mergeTrees } from './merge-trees.ts';
import { pushBranch } from './push-branch.ts';
import type { ReleaseStore } from './release-store.ts';
import { withFile } from './with-file.ts';
import { writeCommit } from './write-commit.ts';

/** Makes commits in our own store; there is no work tree. `refresh` fetches again the branches that were read. */
export function createBranchWriter(repository: ReleaseStore, refresh: () => Promise<void>): ReleaseBranchWriter {
  return {
    mergeTrees: (base, ours, theirs) => mergeTrees(repository, { base, ours, theirs }),
    withFile: (tree, path, content) => withFile(repository, tree, { path, content }),
    commit: (commit) => writeCommit(repository, commit),
    pushBranch: (name, commit, expected) => pushBranch(repository, { name, commit, expected, refresh }),
  };
}
