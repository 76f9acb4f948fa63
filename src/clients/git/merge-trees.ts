import { SlipwayError } from '../../errors.ts';
import type { MergeResult } from '../../release/ports.ts';
import { captureGit } from './capture-git.ts';
import { fetchChangedBlobs } from './fetch-changed-blobs.ts';
import { ensureTrees } from './fetch-history.ts';
import { objectId } from './object-id.ts';
import type { ReleaseStore } from './release-store.ts';
import { runGit } from './run-git.ts';
import { OURSELVES } from './write-commit.ts';

/** The first git whose `merge-tree` merges; 2.40 added `--merge-base`, which is not asked for. */
const OLDEST = [2, 38] as const;
const RENAME_LIMIT = 3_000;

/**
 * Merges two commits as if `base` were their common ancestor: throw-away commits with the same trees say that it is.
 * Throws GIT_TOO_OLD.
 */
export async function mergeTrees(
  repository: ReleaseStore,
  { base, ours, theirs }: { readonly base: string; readonly ours: string; readonly theirs: string },
): Promise<MergeResult> {
  const { store } = repository;
  await requireMergeTree(repository);
  const [from, own, other] = [objectId(base), objectId(ours), objectId(theirs)];
  await ensureTrees(repository, ['--no-walk', from, own, other], [from, own, other]);
  await fetchChangedBlobs(repository, [from, own]);
  await fetchChangedBlobs(repository, [from, other]);
  const standIn = async (commit: string, parents: readonly string[]) => {
    const args = ['commit-tree', ...parents.flatMap((parent) => ['-p', parent]), '-m', 'x', `${commit}^{tree}`];
    return (await captureGit(store, args, { env: OURSELVES })).stdout.toString('latin1').trim();
  };
  const root = await standIn(from, []);
  const sides = [await standIn(own, [root]), await standIn(other, [root])];
  const args = ['merge-tree', '--write-tree', '--name-only', '--no-messages', '-z', ...sides];
  const { exitCode, stdout } = await captureGit(store, ['-c', `merge.renameLimit=${RENAME_LIMIT}`, ...args], {
    answers: [0, 1],
  });
  const [tree = '', ...paths] = stdout.toString('utf8').split('\0');
  if (exitCode === 0) return { kind: 'merged', tree: objectId(tree.trim()) };
  return { kind: 'conflicts', paths: [...new Set(paths.filter((path) => path !== ''))] };
}

async function requireMergeTree({ store }: ReleaseStore): Promise<void> {
  const text = await runGit(store, ['version']);
  const [, major, minor] = /(\d+)\.(\d+)/.exec(text) ?? [];
  const [wantedMajor, wantedMinor] = OLDEST;
  if (Number(major) > wantedMajor || (Number(major) === wantedMajor && Number(minor) >= wantedMinor)) return;
  throw new SlipwayError(
    `This agent has ${text.trim().slice(0, 100)}; merging without a work tree needs ${OLDEST.join('.')}.`,
    {
      kind: 'input',
      code: 'GIT_TOO_OLD',
      hint: 'Update git on the agent, or use a Microsoft-hosted one.',
    },
  );
}
