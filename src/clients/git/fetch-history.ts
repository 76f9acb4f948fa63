import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { SlipwayError } from '../../errors.ts';
import { fetchWithRetries } from './fetch-objects.ts';
import { objectId } from './object-id.ts';
import { findMissing, type ObjectStore } from './object-store.ts';
import { readRemoteBranch, remoteUnreadable } from './read-remote.ts';
import { type ReleaseStore, rememberCommits } from './release-store.ts';
import { runGit } from './run-git.ts';

/** As deep as git can count: to the first commit. A full repository takes it too, unlike `--unshallow`. */
const WHOLE = '--depth=2147483647';
/** The remote answers, and has no such commit. */
const UNKNOWN_COMMIT = /not our ref|remote ref|TF401175/i;

const filterOf = ({ partial }: ObjectStore): readonly string[] => (partial ? ['--filter=blob:none'] : []);

/**
 * The commit that a branch of the remote stands at, fetched with what came after the clone. Throws GIT_REMOTE_UNREADABLE,
 * GIT_BRANCH_NAME_INVALID.
 */
export async function fetchBranch(repository: ReleaseStore, name: string): Promise<string | undefined> {
  const { store, remote } = repository;
  const tip = await readRemoteBranch(store, remote, name);
  if (tip === undefined) return undefined;
  if ((await findMissing(store, [tip])).length > 0) {
    const failure = await fetchWithRetries(store, remote, filterOf(store), { ids: [tip] });
    if ((await findMissing(store, [tip])).length > 0) throw remoteUnreadable(failure ?? 'the commit did not come.');
    await rememberCommits(repository, [tip]);
  }
  return tip;
}

/**
 * Makes the commits and their whole ancestry readable. Our own list of where a shallow clone ends shrinks, the checkout's
 * does not. A commit that the remote does not have (any more) stays missing. Throws GIT_HISTORY_MISSING.
 */
export async function fetchHistory(repository: ReleaseStore, commits: readonly string[]): Promise<void> {
  const { store } = repository;
  for (const commit of await findMissing(store, commits.map(objectId))) await fetchOne(repository, commit);
  const absent = new Set(await findMissing(store, commits));
  const present = commits.filter((commit) => !absent.has(commit));
  if (present.length === 0 || !(await isCut(store, present))) return;
  const failure = await fetchWithRetries(store, repository.remote, [WHOLE, ...filterOf(store)], { ids: present });
  if (await isCut(store, present)) throw historyMissing(failure);
}

async function fetchOne(repository: ReleaseStore, commit: string): Promise<void> {
  const { store, remote } = repository;
  const failure = await fetchWithRetries(store, remote, filterOf(store), { ids: [commit] });
  if (failure === undefined) return rememberCommits(repository, [commit]);
  if (!UNKNOWN_COMMIT.test(failure)) throw historyMissing(failure);
  store.log.debug(`The remote does not have commit ${commit}: ${failure}`);
}

/** Whether the ancestry of the commits ends before their first one. */
async function isCut(store: ObjectStore, commits: readonly string[]): Promise<boolean> {
  const text = await readFile(path.join(store.gitDirectory, 'shallow'), 'latin1').catch(() => '');
  const ends = new Set(text.split(/\s+/).filter((line) => line !== ''));
  if (ends.size === 0) return false;
  const roots = await runGit(store, ['rev-list', '--max-parents=0', ...commits]).catch(() => undefined);
  store.signal.throwIfAborted();
  return roots === undefined || roots.split('\n').some((root) => ends.has(root));
}

/** Fetches the folders that a clone without trees lacks, for `revisions` as `git rev-list` takes them; they are in the history of `tips`. */
export async function ensureTrees(
  repository: ReleaseStore,
  revisions: readonly string[],
  tips: readonly string[],
): Promise<void> {
  const { store, remote, mayLackTrees, withTrees } = repository;
  const asked = revisions.join(' ');
  if (!mayLackTrees || withTrees.has(asked)) return;
  const lacks = async () => {
    const args = ['rev-list', '--objects', '--filter=blob:none', '--missing=print', ...revisions];
    return /^\?/m.test(await runGit(store, args));
  };
  if (await lacks()) {
    const failure = await fetchWithRetries(store, remote, ['--refetch', '--filter=blob:none'], { ids: tips });
    if (await lacks()) throw historyMissing(failure);
  }
  withTrees.add(asked);
}

function historyMissing(failure: string | undefined): SlipwayError {
  const why = failure === undefined ? '' : ` git fetch said: ${failure}`;
  return new SlipwayError(`The clone does not hold the whole history, and it could not be fetched.${why}`, {
    kind: 'remote',
    code: 'GIT_HISTORY_MISSING',
    hint:
      'Add `fetchDepth: 0` to the checkout step:\n- checkout: self\n  fetchDepth: 0\n' +
      'Or let the build identity read the repository ("Read"; with "Protect access to repositories in YAML pipelines" the ' +
      'pipeline must also reference it).',
  });
}
