import { SlipwayError } from '../../errors.ts';
import type { Bump } from '../ledger/ledger-documents.ts';
import { baseVersion, compareVersions, increment, parseVersion, shown } from './semantic-version.ts';

/** Versions that exist, and for each release the pre-releases that lead to it. */
export interface Taken {
  readonly versions: ReadonlySet<string>;
  readonly prereleases: ReadonlyMap<string, readonly string[]>;
}

/** Sorts out what exists. Build metadata does not make another version; what is no version is left out. */
export function readTaken(texts: Iterable<string>): Taken {
  const versions = new Set<string>();
  const prereleases = new Map<string, string[]>();
  for (const text of texts) {
    const version = parseVersion(text.replace(/\+[0-9A-Za-z.-]*$/, ''));
    if (version === undefined || versions.has(version.version)) continue;
    versions.add(version.version);
    if (version.prerelease.length === 0) continue;
    const base = baseVersion(version.version);
    const siblings = prereleases.get(base);
    if (siblings === undefined) prereleases.set(base, [version.version]);
    else siblings.push(version.version);
  }
  return { versions, prereleases };
}

/**
 * The first free release from `base` on. A taken patch gives the next patch, a taken minor the next minor, a taken major
 * the next major: 1.4.1 would say that it mends 1.4.0, which somebody else made.
 */
export function freeRelease(base: string, bump: Exclude<Bump, 'none'>, { versions }: Taken): string {
  let candidate = base;
  // Ends: each step is higher, and a finite number is taken.
  while (versions.has(candidate)) candidate = increment(candidate, bump);
  return candidate;
}

/** A channel is one identifier of a pre-release, and no number. Throws RELEASE_CHANNEL_INVALID. */
export function requireChannel(channel: string): string {
  if (/^[0-9A-Za-z-]{1,50}$/.test(channel) && !/^\d+$/.test(channel)) return channel;
  throw new SlipwayError(`The channel of pre-releases is no identifier: ${shown(channel)}.`, {
    kind: 'input',
    code: 'RELEASE_CHANNEL_INVALID',
    hint: 'Set prerelease to letters, digits and hyphens, not digits alone: beta or rc.',
  });
}

/**
 * The next pre-release of a channel that leads to `base` and is higher than `previous`: one more than the highest that
 * exists. When `base` is released, or `previous` stands in a later channel of it, it leads to the next free release.
 */
export function freePrerelease(
  base: string,
  channel: string,
  { previous, bump, taken }: { readonly previous: string; readonly bump: Exclude<Bump, 'none'>; readonly taken: Taken },
): string {
  for (let target = freeRelease(base, bump, taken); ; target = freeRelease(increment(target, bump), bump, taken)) {
    const siblings = [...(taken.prereleases.get(target) ?? []), previous];
    const numbers = siblings.flatMap((version) => numberIn(version, target, channel) ?? []);
    const candidate = `${target}-${channel}.${numbers.reduce((most, one) => Math.max(most, one), 0) + 1}`;
    // The second target at the latest is higher than `previous`.
    if (compareVersions(candidate, previous) > 0) return candidate;
  }
}

function numberIn(version: string, base: string, channel: string): number | undefined {
  const [name, number, ...more] = parseVersion(version)?.prerelease ?? [];
  const belongs = baseVersion(version) === base && name === channel && more.length === 0;
  return belongs && typeof number === 'number' ? number : undefined;
}
