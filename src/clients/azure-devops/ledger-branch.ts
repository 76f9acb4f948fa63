import * as z from 'zod';
import { mapConcurrently } from '../../concurrency.ts';
import { SlipwayError } from '../../errors.ts';
import type { LedgerBranch, LedgerFile } from '../../release/ports.ts';
import { LostAnswerError } from '../http/http-errors.ts';
import { hasFile, listPaths, readText } from './ledger-files.ts';
import { findPushed } from './ledger-pushed.ts';
import { readRef } from './refs.ts';
import { pathOf, type RepositoryPlace } from './repository-place.ts';

const NOTHING = '0'.repeat(40);
const MAX_PUSHES = 5;
const FIRST_PAUSE_MS = 500;
const CONCURRENCY = 4;
const STALE = /TF401028|GitReferenceStale|staleOldObjectId/i;

const WirePush = z.object({
  refUpdates: z.array(
    z.object({
      newObjectId: z.string().nullish(),
      success: z.boolean().nullish(),
      updateStatus: z.string().nullish(),
    }),
  ),
});

type Push = Parameters<LedgerBranch['push']>[0];
type Pushed = Awaited<ReturnType<LedgerBranch['push']>>;

interface Change {
  readonly changeType: 'add' | 'edit' | 'delete';
  readonly path: string;
  readonly content: string | undefined;
}

/** The ledger's branch over REST, in any repository of the project. Its commits name `run`, the address of the run's page. */
export function createLedgerBranch(place: RepositoryPlace, branch: string, run?: string): LedgerBranch {
  /** Which files are there, by commit and path; a commit does not change. */
  const known = new Map<string, boolean>();
  const keyOf = (head: string, path: string) => `${head}\0${path}`;
  const readHead = async () => (await readRef(place, `heads/${branch}`))?.objectId;

  async function isThere(head: string | undefined, path: string): Promise<boolean> {
    if (head === undefined) return false;
    return known.get(keyOf(head, path)) ?? hasFile(place, head, path);
  }

  async function changeOf(head: string | undefined, { path, content }: LedgerFile): Promise<Change[]> {
    const there = await isThere(head, path);
    if (content === undefined) return there ? [{ changeType: 'delete', path, content }] : [];
    return [{ changeType: there ? 'edit' : 'add', path, content }];
  }

  return {
    readHead,
    async readFile(head, path) {
      const text = await readText(place, head, path);
      known.set(keyOf(head, path), text !== undefined);
      return text;
    },
    listFiles: (head, folder) => listPaths(place, head, folder),
    async push({ head, message, files }) {
      const changes = (await mapConcurrently(files, CONCURRENCY, (file) => changeOf(head, file))).flat();
      // All that was to be deleted is gone already, and the service takes no empty commit.
      if (changes.length === 0 && head !== undefined) return { kind: 'pushed', head };
      return pushReconciled({ place, branch, readHead }, { head, comment: commentOf(message, run), changes });
    },
  };
}

/** A commit of the ledger must start no pipeline, whatever its triggers say. */
const commentOf = (message: string, run: string | undefined): string =>
  `${message.trimEnd()} [skip ci]${run === undefined ? '' : `\n\nRun: ${run}`}`;

interface Target {
  readonly place: RepositoryPlace;
  readonly branch: string;
  readonly readHead: () => Promise<string | undefined>;
}

interface Request extends Pick<Push, 'head'> {
  readonly comment: string;
  readonly changes: readonly Change[];
}

/** After a lost answer the branch tells: unmoved, it is pushed again; moved, the commit on `head` is ours or not. */
async function pushReconciled(target: Target, request: Request): Promise<Pushed> {
  const { place, readHead } = target;
  for (let pushes = 1; ; pushes += 1) {
    try {
      return await pushOnce(target, request);
    } catch (error) {
      const isLost = error instanceof LostAnswerError;
      if (!isLost && !isConflict(error)) throw error;
      if (isLost) await place.client.pause(FIRST_PAUSE_MS * 2 ** (pushes - 1));
      const now = await readHead();
      if (now !== request.head) {
        const pushed = isLost && now !== undefined ? await findPushed(place, now, request) : undefined;
        return pushed === undefined ? { kind: 'stale' } : { kind: 'pushed', head: pushed };
      }
      if (!isLost || pushes === MAX_PUSHES) throw error;
    }
  }
}

/** Requires "Contribute", and "Create branch" the first time. */
async function pushOnce({ place, branch }: Target, { head, comment, changes }: Request): Promise<Pushed> {
  const what = `the ledger branch ${branch} in repository ${place.repository}`;
  try {
    const { refUpdates } = await place.client.call(
      {
        operation: head === undefined ? `create ${what}` : `write to ${what}`,
        method: 'POST',
        path: pathOf(place, 'pushes'),
        body: {
          refUpdates: [{ name: `refs/heads/${branch}`, oldObjectId: head ?? NOTHING }],
          commits: [{ comment, changes: changes.map(wireChange) }],
        },
        permission: head === undefined ? 'Create branch' : 'Contribute',
      },
      WirePush,
    );
    return resultOf(refUpdates[0], what);
  } catch (error) {
    if (isConflict(error) && STALE.test(error.message)) return { kind: 'stale' };
    throw error;
  }
}

const wireChange = ({ changeType, path, content }: Change) => ({
  changeType,
  item: { path: `/${path}` },
  ...(content === undefined ? {} : { newContent: { content, contentType: 'rawtext' } }),
});

/** Some refusals come with a success of the request. */
function resultOf(update: z.infer<typeof WirePush>['refUpdates'][number] | undefined, what: string): Pushed {
  const status = update?.updateStatus ?? 'succeeded';
  if (STALE.test(status)) return { kind: 'stale' };
  const id = update?.newObjectId;
  if (update?.success !== false && id && /^[0-9a-f]{40}$/.test(id) && id !== NOTHING)
    return { kind: 'pushed', head: id };
  throw new SlipwayError(`Azure DevOps would not write to ${what}: ${status}.`, {
    kind: 'remote',
    code: 'AZURE_DEVOPS_REFUSED',
    hint: 'Allow "Contribute" and "Create branch" to the build service, and keep branch policies off the ledger branch.',
  });
}

const isConflict = (error: unknown): error is SlipwayError =>
  error instanceof SlipwayError && error.code === 'AZURE_DEVOPS_CONFLICT';
