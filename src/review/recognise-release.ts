import type { PullRequest } from '../pull-request.ts';
import { isReleasePullRequest, RELEASE_LABEL, RELEASE_STATUS, vouchedCommit } from '../release-mark.ts';
import type { Iteration, PullRequestStatus } from './ports.ts';
import { STATUS_GENRE } from './review-record.ts';

/** What a pull request is to whoever acts on its review. */
export type PullRequestKind = 'change' | 'draft' | 'release' | 'closed';

export type Recognised =
  | { readonly kind: PullRequestKind; readonly isVouched: false; readonly why: string }
  /** Its changes were reviewed when they were merged, and nothing was added since. */
  | { readonly kind: 'release'; readonly isVouched: true };

interface Marks {
  readonly iteration: Iteration;
  readonly statuses: readonly PullRequestStatus[];
  /** Id of the identity that we act as. */
  readonly own: string;
}

/** True when it is worth asking for the marks: anybody can set the label. */
export const claimsRelease = ({ labels }: Pick<PullRequest, 'labels'>): boolean => labels.includes(RELEASE_LABEL);

/**
 * Tells a release pull request of ours from one that only looks like it. To be let through unreviewed it takes the label,
 * our identity as its creator, and our status that vouches for exactly the commit at which it stands now.
 */
export function recogniseRelease(pullRequest: PullRequest, { iteration, statuses, own }: Marks): Recognised {
  if (!isReleasePullRequest(pullRequest, own)) {
    return { kind: kindOf(pullRequest), isVouched: false, why: 'it was not opened by the identity of this run' };
  }
  const ours = statuses.findLast(
    ({ genre, name, by }) =>
      genre === STATUS_GENRE && name === RELEASE_STATUS && by?.toLowerCase() === own.toLowerCase(),
  );
  const commit = ours?.state === 'succeeded' ? vouchedCommit(ours.description) : undefined;
  if (commit === undefined) {
    return { kind: 'release', isVouched: false, why: 'StageRelease vouches for none of its commits' };
  }
  return commit === iteration.sourceCommit
    ? { kind: 'release', isVouched: true }
    : { kind: 'release', isVouched: false, why: `it has other commits than ${commit.slice(0, 8)}, which was opened` };
}

/** Of a pull request that is no release. */
export const kindOf = ({ status, isDraft }: Pick<PullRequest, 'status' | 'isDraft'>): PullRequestKind =>
  status === 'active' ? (isDraft ? 'draft' : 'change') : 'closed';
