import type SemVer from 'semver/classes/semver.js';
import compare from 'semver/functions/compare.js';
import parse from 'semver/functions/parse.js';
import { SlipwayError } from '../../errors.ts';
import { stripInvisible } from '../../neutralise.ts';
import type { Bump } from '../ledger/ledger-documents.ts';

/** A version as it is written down (`1.4.0-beta.2`), or undefined for anything else: a leading `v`, build metadata. */
export const parseVersion = (text: string): SemVer | undefined => {
  const version = parse(text);
  return version?.version === text ? version : undefined;
};

/** The same for a version that must be one. Throws RELEASE_VERSION_INVALID. `role`: "The version asked for". */
export function requireVersion(text: string, role: string): SemVer {
  const version = parseVersion(text);
  if (version !== undefined) return version;
  throw new SlipwayError(`${role} is no semantic version: ${shown(text)}.`, {
    kind: 'input',
    code: 'RELEASE_VERSION_INVALID',
    hint: 'Write three numbers and, for a pre-release, a channel and its number: 1.4.0 or 1.4.0-beta.1, without a leading v and without build metadata.',
  });
}

/** Negative when `one` is lower. Takes versions as `parseVersion` knows them; anything else is lower than all of them. */
export function compareVersions(one: string, other: string): number {
  const [left, right] = [parseVersion(one), parseVersion(other)];
  if (left === undefined || right === undefined) return Number(left !== undefined) - Number(right !== undefined);
  return compare(left, right);
}

/** Those that are versions, each once, the highest first. */
export const comparableVersions = (texts: Iterable<string>): readonly string[] =>
  [...new Set(texts)]
    .flatMap((text) => parseVersion(text) ?? [])
    .sort((one, other) => compare(other, one))
    .map(({ version }) => version);

export const isPrerelease = (version: string): boolean => (parseVersion(version)?.prerelease.length ?? 0) > 0;

/** The channel of a pre-release (`beta` of `1.4.0-beta.2`); undefined for a release. */
export const channelOf = (version: string): string | undefined => {
  const channel = parseVersion(version)?.prerelease[0];
  return channel === undefined ? undefined : String(channel);
};

/** The release that a pre-release leads to: `1.4.0` for `1.4.0-beta.2`; a release is its own. */
export function baseVersion(version: string): string {
  const { major, minor, patch } = requireVersion(version, 'The version');
  return `${major}.${minor}.${patch}`;
}

/** A version moved on; its pre-release falls away. Throws RELEASE_VERSION_INVALID when the number grows too large. */
export function increment(base: string, bump: Exclude<Bump, 'none'>): string {
  const { major, minor, patch } = requireVersion(base, 'The version');
  switch (bump) {
    case 'major':
      return baseVersion(`${major + 1}.0.0`);
    case 'minor':
      return baseVersion(`${major}.${minor + 1}.0`);
    case 'patch':
      return baseVersion(`${major}.${minor}.${patch + 1}`);
  }
}

/** Text from outside in a message: on one line, cut. */
export const shown = (text: string): string =>
  JSON.stringify(
    stripInvisible(text)
      .replace(/\s+/g, ' ')
      .slice(0, 80)
      .replace(/[\uD800-\uDBFF]$/, ''),
  );
