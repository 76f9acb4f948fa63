import type { PullRequest } from './pull-request.ts';

/** How a release pull request is known, and by what those who judge pull requests may believe it. */

/** Label of every pull request that StageRelease opens. */
export const RELEASE_LABEL = 'slipway-release';
/** The status (genre `slipway`) by which StageRelease vouches for the source commit of a release pull request. */
export const RELEASE_STATUS = 'release';

/**
 * True for a pull request that Slipway opened for a release. Anybody can set the label; nobody else can open a pull request
 * in the name of the identity that we act as (`own`).
 */
export const isReleasePullRequest = ({ labels, authorId }: Pick<PullRequest, 'labels' | 'authorId'>, own: string) =>
  labels.includes(RELEASE_LABEL) && authorId !== '' && authorId.toLowerCase() === own.toLowerCase();

/** The description of the status: what the release holds is what was staged, with the notes, and nothing else. */
export const vouchFor = (component: string, version: string, commit: string): string =>
  `${component} ${version} as staged, at ${commit}`;

/** The commit that a description of the status vouches for; undefined when it names none. */
export const vouchedCommit = (description: string): string | undefined =>
  / as staged, at ([0-9a-f]{40})$/.exec(description)?.[1];
