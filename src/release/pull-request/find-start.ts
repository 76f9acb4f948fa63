import { isOwnCommit } from '../changes/own-release.ts';
import { SlipwayError } from '../../errors.ts';
import type { StagingDocument } from '../ledger/ledger-documents.ts';
import type { ReleaseServices } from '../release-services.ts';

/** What the release's branch is made of. */
export interface Start {
  readonly start: string;
  /** What is there of an earlier attempt, which is left behind: the release has moved on since. */
  readonly leftover: string | undefined;
}

interface Place {
  readonly name: string;
  /** The commit that is released. */
  readonly pinned: string;
  /** Where the branch stands. */
  readonly existing: string | undefined;
  readonly target: string;
}

/**
 * The branch as it is when it holds the release, else the pinned commit; of a hotfix always the pinned commit. Throws
 * RELEASE_BRANCH_TAKEN when the branch has commits that are neither released nor ours.
 */
export async function findStart(
  services: Pick<ReleaseServices, 'history'>,
  staging: StagingDocument,
  place: Place,
): Promise<Start> {
  const { history } = services;
  const { name, pinned, existing } = place;
  if (existing === undefined || staging.hotfix !== undefined) return { start: pinned, leftover: undefined };
  if (await history.isAncestor(pinned, existing)) return { start: existing, leftover: undefined };
  if (await history.isAncestor(existing, pinned)) return { start: pinned, leftover: undefined };
  if (await isAllOurs(services, staging, { ...place, existing })) return { start: pinned, leftover: existing };
  throw new SlipwayError(
    `Branch ${name} exists and does not hold commit ${pinned.slice(0, 8)}, which is to be released.`,
    {
      kind: 'conflict',
      code: 'RELEASE_BRANCH_TAKEN',
      hint: 'Delete the branch when nobody needs what is on it, then run "open" again.',
    },
  );
}

/** Nothing that people pushed gets lost: what the branch has besides was made by us, or is in the target branch. */
async function isAllOurs(
  { history }: Pick<ReleaseServices, 'history'>,
  { component, version }: StagingDocument,
  { pinned, existing, target }: Place & { readonly existing: string },
): Promise<boolean> {
  const known = { component, versions: new Set([version]), pullRequests: new Set<number>() };
  for (const commit of await history.listCommits(pinned, existing)) {
    if (!isOwnCommit(commit, known) && !(await history.isAncestor(commit.id, target))) return false;
  }
  return true;
}
