import { SlipwayError } from '../../errors.ts';
import { fetchBlobs } from './fetch-objects.ts';
import { parseRaw } from './parse-raw.ts';
import type { ReleaseStore } from './release-store.ts';
import { runGit } from './run-git.ts';

const SUBMODULE = '160000';
const MAX_BLOBS = 50_000;

/** Fetches both sides of what `git diff-tree` lists for `args`, if they were left at the remote. Throws GIT_BLOBS_MISSING. */
export async function fetchChangedBlobs(repository: ReleaseStore, args: readonly string[]): Promise<void> {
  const { store } = repository;
  if (!store.partial) return;
  const list = ['diff-tree', '-r', '-z', '--raw', '--no-abbrev', '--no-renames', '--no-commit-id', ...args];
  const { files } = parseRaw(await runGit(store, list));
  await requireBlobs(
    repository,
    files.flatMap(({ oldId, newId, oldMode, newMode }) => [
      ...(oldId !== undefined && oldMode !== SUBMODULE ? [oldId] : []),
      ...(newId !== undefined && newMode !== SUBMODULE ? [newId] : []),
    ]),
  );
}

/** Fetches those of the blobs that were left at the remote. Throws GIT_BLOBS_MISSING. */
export async function requireBlobs({ store, remote }: ReleaseStore, blobs: readonly string[]): Promise<void> {
  const missing = await fetchBlobs(store, remote, { blobs, limit: MAX_BLOBS });
  if (missing.length === 0) return;
  throw new SlipwayError(`${missing.length} files are not in this partial clone and could not be fetched.`, {
    kind: 'remote',
    code: 'GIT_BLOBS_MISSING',
    hint: 'Check out without fetchFilter, or let the build identity read the repository.',
  });
}
