import { SlipwayError } from '../../errors.ts';
import type { History } from '../../release/ports.ts';
import { captureGit } from './capture-git.ts';
import { requireBlobs } from './fetch-changed-blobs.ts';
import { ensureTrees, fetchBranch, fetchHistory } from './fetch-history.ts';
import { listCommits, rangeOf, readCommit } from './list-commits.ts';
import { objectId } from './object-id.ts';
import { findMissing } from './object-store.ts';
import { parseTree } from './parse-tree.ts';
import { patchIdOf } from './patch-id.ts';
import { MAX_TEXT_FILE, type ReleaseStore } from './release-store.ts';
import { runGit } from './run-git.ts';

/** The history of a repository in our own store. */
export function createHistory(repository: ReleaseStore): History {
  const { store } = repository;
  return {
    fetchBranch: (name) => fetchBranch(repository, name),
    fetchHistory: (commits) => fetchHistory(repository, commits),
    async isAncestor(ancestor, descendant) {
      const ids = [objectId(ancestor), objectId(descendant)];
      if ((await findMissing(store, ids)).length > 0) return false;
      return (await captureGit(store, ['merge-base', '--is-ancestor', ...ids], { answers: [0, 1] })).exitCode === 0;
    },
    async mergeBase(a, b) {
      const args = ['merge-base', objectId(a), objectId(b)];
      const { stdout } = await captureGit(store, args, { answers: [0, 1] });
      return stdout.toString('latin1').trim() || undefined;
    },
    readCommit: (id) => readCommit(store, objectId(id)),
    listCommits: (from, to) => listCommits(store, from, to),
    listTouching: (from, to, paths) => listTouching(repository, rangeOf(from, to), paths, to),
    async treeOf(commit) {
      const id = objectId(commit);
      await ensureTrees(repository, ['--no-walk', id], [id]);
      return (await runGit(store, ['rev-parse', '--verify', `${id}^{tree}`])).trim();
    },
    readFile: (commit, path) => readFile(repository, objectId(commit), path),
    patchId: (commit) => patchIdOf(repository, commit),
  };
}

async function listTouching(
  repository: ReleaseStore,
  range: string,
  paths: readonly string[],
  tip: string,
): Promise<ReadonlySet<string>> {
  if (paths.length === 0) return new Set();
  await ensureTrees(repository, [range], [tip]);
  const args = [
    'log',
    '--first-parent',
    '--diff-merges=first-parent',
    '--no-show-signature',
    '--format=%H',
    range,
    '--',
  ];
  // Everywhere else a path is what it says.
  const env = { GIT_LITERAL_PATHSPECS: '0' };
  const { stdout } = await captureGit(repository.store, [...args, ...paths.flatMap(pathspecsOf)], { env });
  return new Set(
    stdout
      .toString('latin1')
      .split('\n')
      .filter((line) => line !== ''),
  );
}

/** A folder, also one that a glob matches, means everything below it. */
function pathspecsOf(path: string): readonly string[] {
  const name = path.replace(/^(?:\.?\/)+|^\.$/, '').replace(/(?:\/+|(?:\/\*\*)+)$/, '');
  return name === '' || name === '**' ? [':(top)'] : [`:(top,glob)${name}`, `:(top,glob)${name}/**`];
}

/**
 * A regular file as UTF-8, with replacement; undefined when the commit has none there. Throws GIT_FILE_TOO_LARGE beyond
 * 4 MB.
 */
async function readFile(repository: ReleaseStore, commit: string, path: string): Promise<string | undefined> {
  const { store, reader } = repository;
  const name = path.replace(/^(?:\.?\/)+/, '');
  // Git would leave the repository for it, or fail.
  if (name === '' || name.includes('\0') || name.split(/[/\\]/).includes('..')) return undefined;
  await ensureTrees(repository, ['--no-walk', commit], [commit]);
  const [entry] = parseTree(await runGit(store, ['ls-tree', '-z', '-l', '--full-tree', commit, '--', name]));
  if (entry?.path !== name || !entry.mode.startsWith('100')) return undefined;
  await requireBlobs(repository, [entry.id]);
  const content = await reader.read(entry.id);
  if (content?.bytes) return content.bytes.toString('utf8');
  throw new SlipwayError(`${name} has ${content?.size ?? 0} bytes, more than the ${MAX_TEXT_FILE} that are read.`, {
    kind: 'input',
    code: 'GIT_FILE_TOO_LARGE',
    hint: 'Begin the file anew, and keep its old part under another name.',
  });
}
