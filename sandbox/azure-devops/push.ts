import { requirePermission, type Caller } from './rest/authentication.ts';
import { invalidArgument, nameConflict, notFound, pushRejectedByPolicy, RestError, staleReference } from './errors.ts';
import { listRefs } from './git/history.ts';
import { listLooseFiles } from './git/loose-objects.ts';
import { findObjectType, listTree } from './git/objects.ts';
import { findConflictingRef, isValidRefName, ZERO_ID } from './git/refs.ts';
import { writeCommits, type NewFilesCommit, type NewSignature } from './git/write-commits.ts';
import { mayPushTo } from './policies/protection.ts';
import { refreshPullRequests } from './pull-requests.ts';
import { PushedFiles, type FileChange } from './push-changes.ts';
import type { RepositoryPlace, World } from './world.ts';

export interface PushedCommit {
  readonly message: string;
  readonly author: NewSignature;
  readonly committer: NewSignature;
  /** As the request names them; undefined when it names none. */
  readonly parents: readonly string[] | undefined;
  readonly changes: readonly FileChange[];
}

export interface Push {
  readonly name: string;
  readonly oldObjectId: string;
  readonly commits: readonly PushedCommit[];
}

export interface PushResult {
  readonly id: number;
  /** In the order of the request. */
  readonly commits: readonly string[];
}

/** Lays commits upon a branch, all of them or none, and brings its pull requests up to date. */
export async function push(world: World, place: RepositoryPlace, caller: Caller, request: Push): Promise<PushResult> {
  const result = await world.locks.run(place.repository.id, () => write(world, place, caller, request));
  await refreshPullRequests(world, place, caller.identity);
  return result;
}

async function write(world: World, place: RepositoryPlace, caller: Caller, request: Push): Promise<PushResult> {
  const { gitDir, organisation } = place;
  const { name, oldObjectId } = request;
  if (!name.startsWith('refs/heads/') || !isValidRefName(name))
    throw new RestError(
      400,
      'InvalidGitRefNameException',
      `The ref name '${name}' is not valid for a push of commits.`,
    );
  requirePermission(caller, 'contribute');
  const heads = await listRefs(gitDir, 'refs/heads');
  const current = heads.get(name) ?? ZERO_ID;
  if (current !== oldObjectId) throw staleReference(name);
  if (current === ZERO_ID) {
    requirePermission(caller, 'createBranch');
    const conflict = findConflictingRef(heads.keys(), name);
    if (conflict !== undefined) throw nameConflict(name, conflict);
  } else if (!mayPushTo(place, caller, name)) throw pushRejectedByPolicy();
  const commits = await writeCommits(gitDir, { name, from: oldObjectId }, await prepare(place, request));
  if (!commits) throw staleReference(name);
  return { id: world.store.takeNumber(organisation, 'push'), commits };
}

async function prepare(place: RepositoryPlace, { oldObjectId, commits }: Push): Promise<readonly NewFilesCommit[]> {
  const base = await parentsOf(place, oldObjectId, commits);
  const files = new PushedFiles(await filesOf(place.gitDir, base[0]));
  return commits.map(({ changes, message, author, committer }, index) => ({
    message,
    author,
    committer,
    parents: index === 0 ? base : [],
    writes: files.commit(changes),
  }));
}

/** The parents of the first commit: the branch, or for a new branch what the request names, or none. */
async function parentsOf(place: RepositoryPlace, oldObjectId: string, commits: readonly PushedCommit[]) {
  const [first, ...others] = commits;
  if (others.some(({ parents }) => parents !== undefined))
    throw invalidArgument('Only the first commit of a push may name its parents.');
  const named = first?.parents;
  if (oldObjectId !== ZERO_ID) {
    if (named !== undefined && (named.length !== 1 || named[0] !== oldObjectId))
      throw invalidArgument('The parent of the first commit of a push is the oldObjectId of its branch.');
    return [oldObjectId];
  }
  for (const parent of named ?? [])
    if ((await findObjectType(place.gitDir, parent)) !== 'commit')
      throw notFound(
        'GitCommitDoesNotExistException',
        `TF401175: The commit '${parent}' does not exist in the repository ${place.repository.name}.`,
      );
  return named ?? [];
}

async function filesOf(gitDir: string, commit: string | undefined) {
  if (commit === undefined) return new Map<string, { mode: string; blob: string }>();
  const loose = await listLooseFiles(gitDir, commit);
  if (loose) return new Map([...loose].map(([path, { mode, id }]) => [path, { mode, blob: id }]));
  const entries = await listTree(gitDir, commit, { recursive: true });
  return new Map(entries.filter(({ type }) => type !== 'tree').map(({ path, mode, id }) => [path, { mode, blob: id }]));
}
