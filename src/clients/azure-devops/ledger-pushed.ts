import * as z from 'zod';
import { readText } from './ledger-files.ts';
import { pathOf, type RepositoryPlace } from './repository-place.ts';

/** Commits that others may have pushed since; beyond it ours is not looked for. */
const MAX_STEPS = 100;

const WireCommit = z.object({ comment: z.string().nullish(), parents: z.array(z.string()).nullish() });

interface LostPush {
  readonly head: string | undefined;
  readonly comment: string;
  readonly changes: readonly { readonly path: string; readonly content: string | undefined }[];
}

/**
 * The commit that a push with a lost answer made, if it made one: the ledger is a line, so it is the one commit whose
 * parent is `head`, with our message and our files. From `newest` back; requires "Read".
 */
export async function findPushed(
  place: RepositoryPlace,
  newest: string,
  { head, comment, changes }: LostPush,
): Promise<string | undefined> {
  let at = newest;
  for (let step = 0; step < MAX_STEPS; step += 1) {
    const commit = await place.client.call(
      { operation: 'show a commit of the ledger', path: pathOf(place, 'commits', at), permission: 'Read' },
      WireCommit,
    );
    const parent = commit.parents?.[0];
    if (parent === head) {
      const isOurs = sameText(commit.comment ?? '', comment) && (await holds(place, at, changes));
      return isOurs ? at : undefined;
    }
    // Somebody began the branch anew.
    if (parent === undefined) return undefined;
    at = parent;
  }
  return undefined;
}

async function holds(place: RepositoryPlace, commit: string, changes: LostPush['changes']): Promise<boolean> {
  for (const { path, content } of changes) {
    if ((await readText(place, commit, path)) !== content) return false;
  }
  return true;
}

const sameText = (one: string, other: string): boolean => plain(one) === plain(other);
const plain = (text: string): string => text.replaceAll('\r\n', '\n').trim();
