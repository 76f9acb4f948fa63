import { findObjectType } from './git/objects.ts';
import { isAncestor } from './git/history.ts';
import { findConflictingRef, isValidRefName, listAllRefs, moveRef, ZERO_ID, type RefMove } from './git/refs.ts';
import { mayPushTo } from './policies/protection.ts';
import { may, type Caller } from './rest/authentication.ts';
import type { RepositoryPlace } from './world.ts';

export interface RefUpdate {
  readonly name: string;
  readonly oldObjectId: string;
  readonly newObjectId: string;
}

/** GitRefUpdateStatus, as far as this service gives it. */
export type RefUpdateStatus =
  | 'succeeded'
  | 'forcePushRequired'
  | 'staleOldObjectId'
  | 'invalidRefName'
  | 'unresolvableToCommit'
  | 'writePermissionRequired'
  | 'createBranchPermissionRequired'
  | 'createTagPermissionRequired'
  | 'refNameConflict'
  | 'rejectedByPolicy';

/** Creates, moves or deletes one branch or tag; the caller holds the lock of the repository. */
export async function updateRef(place: RepositoryPlace, caller: Caller, update: RefUpdate): Promise<RefUpdateStatus> {
  const { name } = update;
  if (!isValidRefName(name) || !/^refs\/(heads|tags)\//.test(name)) return 'invalidRefName';
  const refs = new Map((await listAllRefs(place.gitDir)).map((ref) => [ref.name, ref.objectId]));
  const current = refs.get(name) ?? ZERO_ID;
  const refused = current === ZERO_ID ? refuseNew(caller, name, refs) : refuseMove(place, caller, name);
  return refused ?? move(place, caller, update, current);
}

async function move(
  place: RepositoryPlace,
  caller: Caller,
  { name, oldObjectId: from, newObjectId: to }: RefUpdate,
  current: string,
): Promise<RefUpdateStatus> {
  if (current !== from) return 'staleOldObjectId';
  if (to !== ZERO_ID && !(await fits(place.gitDir, name, to))) return 'unresolvableToCommit';
  if (from !== ZERO_ID && !may(caller, 'forcePush') && (await isForced(place.gitDir, { name, from, to })))
    return 'forcePushRequired';
  return (await moveRef(place.gitDir, { name, from, to })) ? 'succeeded' : 'staleOldObjectId';
}

const isTag = (name: string) => name.startsWith('refs/tags/');

function refuseNew(caller: Caller, name: string, refs: ReadonlyMap<string, string>): RefUpdateStatus | undefined {
  if (isTag(name) && !may(caller, 'createTag')) return 'createTagPermissionRequired';
  if (!isTag(name) && !may(caller, 'createBranch')) return 'createBranchPermissionRequired';
  return findConflictingRef(refs.keys(), name) === undefined ? undefined : 'refNameConflict';
}

function refuseMove(place: RepositoryPlace, caller: Caller, name: string): RefUpdateStatus | undefined {
  if (!isTag(name) && !mayPushTo(place, caller, name)) return 'rejectedByPolicy';
  return isTag(name) || may(caller, 'contribute') ? undefined : 'writePermissionRequired';
}

/** A branch names a commit, a tag any object. */
async function fits(gitDir: string, name: string, id: string): Promise<boolean> {
  const type = await findObjectType(gitDir, id);
  return isTag(name) ? type !== undefined : type === 'commit';
}

async function isForced(gitDir: string, { name, from, to }: RefMove): Promise<boolean> {
  return isTag(name) || to === ZERO_ID || !(await isAncestor(gitDir, from, to));
}
