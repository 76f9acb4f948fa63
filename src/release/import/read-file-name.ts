import { parseVersion } from '../versions/semantic-version.ts';
import type { OldRelease } from './old-release.ts';
import { snakeCase } from './pick-fields.ts';

/** What the place of a file or of a list says about the releases in it; undefined: nothing. */
export interface Hints {
  readonly component: string | undefined;
  readonly version: string | undefined;
  readonly kind: OldRelease['kind'] | undefined;
}

/** Names of folders, files and lists that tell a state; undefined: releases of either. */
export const LISTS: ReadonlyMap<string, OldRelease['kind'] | undefined> = new Map([
  ['staging', 'staging'],
  ['staging_release', 'staging'],
  ['staging_releases', 'staging'],
  ['archive', 'released'],
  ['archived', 'released'],
  ['archived_releases', 'released'],
  ['released', 'released'],
  ['releases', undefined],
]);

/** `file`: relative to the folder that is imported, with slashes: `shop/archived/v1.2.3.json`. */
export function readFileName(file: string): Hints {
  const folders = file.split('/');
  const stem = (folders.pop() ?? '').replace(/\.json$/i, '');
  const version = versionIn(stem);
  const isList = LISTS.has(snakeCase(stem));
  const component = folders.findLast((folder) => !LISTS.has(snakeCase(folder)));
  const fromStem = version === undefined && !isList ? stem : undefined;
  const told = [stem, ...folders.toReversed()]
    .map((name) => LISTS.get(snakeCase(name)))
    .find((kind) => kind !== undefined);
  return { component: component ?? fromStem, version, kind: told ?? (version === undefined ? undefined : 'released') };
}

/** The version that a text is, without the leading v that many write; undefined for none. */
export const versionIn = (text: string): string | undefined =>
  parseVersion(text.trim().replace(/^v(?=\d)/i, ''))?.version;
