import diff from 'semver/functions/diff.js';
import { SlipwayError } from '../../errors.ts';
import type { Bump } from '../ledger/ledger-documents.ts';
import type { Reason } from './bump.ts';
import { highest } from './bump.ts';
import type { Taken } from './free-version.ts';
import { freePrerelease, freeRelease, readTaken, requireChannel } from './free-version.ts';
import { baseVersion, compareVersions, increment, isPrerelease, requireVersion } from './semantic-version.ts';

export interface VersionInput {
  /** The version of the last release; null before the first. */
  readonly previous: string | null;
  readonly bumps: readonly Reason[];
  /** An exact version, whatever the bumps say. */
  readonly releaseAs?: string | undefined;
  /** A channel: `beta` gives 1.4.0-beta.1. */
  readonly prerelease?: string | undefined;
  /** Versions that exist as tags or releases, in any order. */
  readonly taken: Iterable<string>;
}

export type VersionPlan =
  | { readonly kind: 'version'; readonly version: string; readonly bump: Bump; readonly because: string }
  | { readonly kind: 'nothing'; readonly because: string };

/** What a component counts from. */
const NOTHING = '0.0.0';

/**
 * Decides the version of the next release: higher than the last one and not taken. The highest bump decides, counted from
 * the last release, 0.0.0 when there is none. A release after a pre-release promotes it: 1.4.0 after 1.4.0-beta.2, also
 * without a change. `because` is the reason of the bump that decided. Throws RELEASE_VERSION_INVALID,
 * RELEASE_VERSION_NOT_NEWER, RELEASE_VERSION_TAKEN, RELEASE_CHANNEL_INVALID.
 */
export function planVersion(input: VersionInput): VersionPlan {
  const previous = input.previous === null ? NOTHING : requireVersion(input.previous, 'The last version').version;
  const channel = input.prerelease === undefined ? undefined : requireChannel(input.prerelease);
  const taken = readTaken(input.taken);
  if (input.releaseAs !== undefined) return planExact(input.releaseAs, { previous, channel, taken });
  const best = highest(input.bumps);
  const bump = best?.bump ?? 'none';
  if (bump === 'none') return planPromotion(previous, channel, taken, best?.because ?? 'no changes');
  const base = findBase(previous, bump, taken);
  const version =
    channel === undefined ? freeRelease(base, bump, taken) : freePrerelease(base, channel, { previous, bump, taken });
  return { kind: 'version', version, bump, because: explain(version, base, best?.because ?? '') };
}

/** The least that the next release can be: what a release shows that has nothing to count yet. */
export const nextPatch = (previous: string | null): string => {
  const version = previous ?? NOTHING;
  return isPrerelease(version) ? baseVersion(version) : increment(version, 'patch');
};

/**
 * Where a bump leads. From a pre-release it is counted from the release before it, because a pre-release stands for all
 * changes since: a fix after 1.4.0-beta.1 stays on the way to 1.4.0, a breaking change leads to 2.0.0.
 */
function findBase(previous: string, bump: Exclude<Bump, 'none'>, taken: Taken): string {
  if (!isPrerelease(previous)) return increment(previous, bump);
  const released = [...taken.versions]
    .filter((version) => !isPrerelease(version) && compareVersions(version, previous) < 0)
    .reduce((last, one) => (compareVersions(one, last) > 0 ? one : last), NOTHING);
  const [promoted, counted] = [baseVersion(previous), increment(released, bump)];
  return compareVersions(counted, promoted) > 0 ? counted : promoted;
}

function explain(version: string, base: string, because: string): string {
  const reached = baseVersion(version);
  return reached === base ? because : `${because}; ${base} cannot be used any more`;
}

/** Without a change that counts: a pre-release may still become a release, or move to a later channel. */
function planPromotion(previous: string, channel: string | undefined, taken: Taken, because: string): VersionPlan {
  if (!isPrerelease(previous)) return { kind: 'nothing', because };
  const base = baseVersion(previous);
  const candidate =
    channel === undefined
      ? freeRelease(base, 'patch', taken)
      : freePrerelease(base, channel, { previous, bump: 'patch', taken });
  const isSameChannel = channel !== undefined && requireVersion(previous, 'The last version').prerelease[0] === channel;
  if (isSameChannel || baseVersion(candidate) !== base) return { kind: 'nothing', because };
  return { kind: 'version', version: candidate, bump: 'none', because: `promotes ${previous}` };
}

interface Exact {
  readonly previous: string;
  readonly channel: string | undefined;
  readonly taken: Taken;
}

function planExact(releaseAs: string, { previous, channel, taken }: Exact): VersionPlan {
  const { version, prerelease } = requireVersion(releaseAs, 'The version asked for');
  if (channel !== undefined && prerelease[0] !== channel) {
    throw refused(`${version} was asked for, which is no pre-release of the channel ${channel}.`, {
      code: 'RELEASE_VERSION_INVALID',
      hint: 'Leave out releaseAs or prerelease.',
    });
  }
  if (compareVersions(version, previous) <= 0) {
    throw refused(`${version} was asked for, but ${previous} is released already.`, {
      code: 'RELEASE_VERSION_NOT_NEWER',
      hint: `Ask for a version above ${previous}, or leave out releaseAs.`,
    });
  }
  if (taken.versions.has(version)) {
    throw refused(`${version} was asked for, but exists already as a tag or a release.`, {
      code: 'RELEASE_VERSION_TAKEN',
      hint: 'Ask for another version, or leave out releaseAs to get the next free one.',
    });
  }
  return { kind: 'version', version, bump: bumpBetween(previous, version), because: `${version} was asked for` };
}

const refused = (message: string, details: { readonly code: string; readonly hint: string }): SlipwayError =>
  new SlipwayError(message, { kind: 'input', ...details });

function bumpBetween(previous: string, version: string): Bump {
  const change = diff(previous, version)?.replace(/^pre/, '');
  return change === 'major' || change === 'minor' ? change : 'patch';
}
