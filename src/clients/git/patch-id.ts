import { captureGit } from './capture-git.ts';
import { fetchChangedBlobs } from './fetch-changed-blobs.ts';
import { ensureTrees } from './fetch-history.ts';
import { objectId } from './object-id.ts';
import type { ReleaseStore } from './release-store.ts';

const MAX_PATCH = 32 * 1024 * 1024;

/**
 * Identifies what a commit changes (`git patch-id --stable`); undefined for a merge or no change. Throws GIT_FAILED for a
 * patch of more than 32 MB.
 */
export async function patchIdOf(repository: ReleaseStore, commit: string): Promise<string | undefined> {
  const { store } = repository;
  const id = objectId(commit);
  await ensureTrees(repository, ['--no-walk', id, `${id}^@`], [id]);
  await fetchChangedBlobs(repository, ['--root', id]);
  // With whole ids in its index lines, newer versions of git tell binary files apart by them.
  const plain = ['--no-color', '--no-ext-diff', '--no-textconv', '--no-renames', '--full-index'];
  const patch = await captureGit(store, ['diff-tree', '--no-commit-id', '--root', '-p', ...plain, id], {
    maxBytes: MAX_PATCH,
  });
  if (patch.stdout.length === 0) return undefined;
  const { stdout } = await captureGit(store, ['patch-id', '--stable'], { input: patch.stdout });
  return /^[0-9a-f]{40,64}/.exec(stdout.toString('latin1'))?.[0];
}
