import { freeRelease, readTaken } from './free-version.ts';
import { baseVersion, increment, requireVersion } from './semantic-version.ts';

/**
 * The version of a hotfix of `base`: the next patch that is free, 1.2.1 for 1.2.0, 1.2.2 when 1.2.1 exists. Throws
 * RELEASE_VERSION_INVALID.
 */
export function hotfixVersion(base: string, taken: Iterable<string>): string {
  const { version } = requireVersion(base, 'The version to mend');
  return freeRelease(increment(baseVersion(version), 'patch'), 'patch', readTaken(taken));
}
