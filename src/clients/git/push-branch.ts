import { setTimeout as wait } from 'node:timers/promises';
import { SlipwayError } from '../../errors.ts';
import type { ReleaseBranchWriter } from '../../release/ports.ts';
import { findMissingPermission, permissionHint } from '../azure-devops/missing-permission.ts';
import { branchRef } from './branch-name.ts';
import { remoteEnvironment, UNKNOWN_SCHEME } from './fetch-objects.ts';
import { objectId } from './object-id.ts';
import { parsePush, type PushReport } from './push-output.ts';
import { readRemoteBranch, remoteUnreadable } from './read-remote.ts';
import type { ReleaseStore } from './release-store.ts';
import { streamGit } from './stream-git.ts';

const DEADLINE = 120_000;
/** Milliseconds before the look after a lost answer: the server may still be at work. */
const PAUSES = [500, 2_000, 4_000];
/**
 * Words for somebody who was faster, and for a pack that we could not make: it begins at the tips of the remote, and none
 * of them was known here.
 */
const FASTER =
  /stale info|cannot lock ref|failed to update ref|fetch first|non-fast-forward|already exists|TF401028|remote ref updated|unpacker error/i;
const FORBIDDEN = /TF401027|\b40[13]\b|authentication failed|permission|denied/i;

type Result = Awaited<ReturnType<ReleaseBranchWriter['pushBranch']>>;

export interface BranchPush {
  readonly name: string;
  readonly commit: string;
  readonly expected: string | undefined;
  /** Fetches the branches that were read before once more: a push sends what follows the tips that it knows. */
  readonly refresh: () => Promise<void>;
}

/**
 * Sets a branch of the remote, only if it stands at `expected`. Throws GIT_PUSH_FORBIDDEN, GIT_PUSH_REFUSED,
 * GIT_REMOTE_UNREADABLE, GIT_BRANCH_NAME_INVALID.
 */
export async function pushBranch(repository: ReleaseStore, push: BranchPush): Promise<Result> {
  const { store, remote } = repository;
  const ref = branchRef(push.name);
  const lease = `--force-with-lease=${ref}:${push.expected === undefined ? '' : objectId(push.expected)}`;
  let said = '';
  for (const pause of PAUSES) {
    const once = await pushOnce(repository, ref, [lease, 'origin', `${objectId(push.commit)}:${ref}`]);
    said = once.report?.kind === 'refused' ? once.report.reason : once.said;
    if (once.report?.kind === 'done') return { kind: 'pushed' };
    if (once.report === undefined) await pauseUnlessForbidden(store, push.name, { said, pause });
    else refuse(push.name, once.report);
    const tip = await readRemoteBranch(store, remote, push.name);
    if (tip === push.commit) return { kind: 'pushed' };
    if (tip !== push.expected) return { kind: 'stale', tip };
    store.log.debug(`The push to ${push.name} is tried again: ${said}`);
    await push.refresh();
  }
  throw new SlipwayError(`The branch ${push.name} could not be pushed: ${said}`, REFUSED);
}

/** The answer was lost, unless it was one of the web server. */
async function pauseUnlessForbidden(
  { signal }: ReleaseStore['store'],
  name: string,
  { said, pause }: { readonly said: string; readonly pause: number },
): Promise<void> {
  if (FORBIDDEN.test(said)) throw forbidden(name, said);
  await wait(pause, undefined, { signal }).catch(() => signal.throwIfAborted());
}

/** Throws unless another try or look may help. */
function refuse(name: string, { local, reason }: Extract<PushReport, { kind: 'refused' }>): void {
  if (local || FASTER.test(reason)) return;
  if (FORBIDDEN.test(reason) && !reason.includes('TF402455')) throw forbidden(name, reason);
  throw new SlipwayError(`The branch ${name} could not be pushed: ${reason}`, REFUSED);
}

const REFUSED = {
  kind: 'remote',
  code: 'GIT_PUSH_REFUSED',
  hint: 'If the branch is protected by a policy, exclude the release branches from it; else do what the message says and run again.',
} as const;

async function pushOnce(
  { store, remote }: ReleaseStore,
  ref: string,
  args: readonly string[],
): Promise<{ readonly report: PushReport | undefined; readonly said: string }> {
  // Not as a partial clone: what is missing here is there, and must not be fetched to be sent.
  const env = remoteEnvironment({ ...store, partial: false }, remote, false);
  if (env === undefined) throw remoteUnreadable(UNKNOWN_SCHEME);
  let output = '';
  const { gitDirectory, signal } = store;
  const { stderr, stopped } = await streamGit(
    {
      gitDirectory,
      signal,
      env,
      deadline: DEADLINE,
      onOutput: (chunk) => {
        output = (output + chunk.toString('utf8')).slice(-65_536);
        return true;
      },
    },
    // Not thin: a delta against contents that are missing here could not be made.
    ['push', '--porcelain', '--no-verify', '--no-thin', '--no-recurse-submodules', '--no-signed', ...args],
  );
  const words = stopped === 'deadline' ? 'It took too long.' : stderr.trim().slice(-500);
  const { authorization } = remote;
  return { report: parsePush(output, ref), said: authorization ? words.replaceAll(authorization, '***') : words };
}

function forbidden(name: string, said: string): SlipwayError {
  const missing = findMissingPermission(said);
  const permission = missing?.permission ?? 'Contribute';
  const because = missing === undefined ? said : `"${permission}" is missing`;
  return new SlipwayError(`The branch ${name} could not be pushed: ${because}.`, {
    kind: 'auth',
    code: 'GIT_PUSH_FORBIDDEN',
    hint: permissionHint(permission, missing?.identity),
  });
}
