import { SlipwayError } from '../../errors.ts';
import { compareVersions, isPrerelease, parseVersion, shown } from './semantic-version.ts';
import { isTagName } from './tag-name.ts';

const VERSION = '{version}';
const COMPONENT = '{component}';
const MAX_FORMAT = 200;

/**
 * The name of a version's tag. `format` holds `{version}` once and may hold `{component}`: `v{version}`,
 * `{component}-v{version}`. Letters that a tag cannot have become hyphens in the component. Throws
 * RELEASE_TAG_FORMAT_INVALID.
 */
export function formatTag(format: string, version: string, component: string): string {
  const { prefix, suffix } = readFormat(format, component);
  return `${prefix}${version}${suffix}`;
}

/** What all tags of a component begin with. Throws RELEASE_TAG_FORMAT_INVALID. */
export const tagPrefix = (format: string, component: string): string => readFormat(format, component).prefix;

/** The version in the name of a tag; undefined for a tag of something else. Throws RELEASE_TAG_FORMAT_INVALID. */
export const parseTag = (format: string, component: string, name: string): string | undefined =>
  versionIn(name, readFormat(format, component));

/**
 * The tag with the highest version of a component, without its pre-releases unless they are asked for; undefined when
 * there is none. Takes any names. Throws RELEASE_TAG_FORMAT_INVALID.
 */
export function findLatest<Tag extends { readonly name: string }>(
  tags: Iterable<Tag>,
  {
    format,
    component,
    prereleases = false,
  }: { readonly format: string; readonly component: string; readonly prereleases?: boolean },
): { readonly tag: Tag; readonly version: string } | undefined {
  const affixes = readFormat(format, component);
  let latest: { tag: Tag; version: string } | undefined;
  for (const tag of tags) {
    const version = versionIn(tag.name, affixes);
    if (version === undefined || (!prereleases && isPrerelease(version))) continue;
    if (latest === undefined || compareVersions(version, latest.version) > 0) latest = { tag, version };
  }
  return latest;
}

interface Affixes {
  readonly prefix: string;
  readonly suffix: string;
}

function versionIn(name: string, { prefix, suffix }: Affixes): string | undefined {
  const fits = name.length > prefix.length + suffix.length && name.startsWith(prefix) && name.endsWith(suffix);
  return fits ? parseVersion(name.slice(prefix.length, name.length - suffix.length))?.version : undefined;
}

function readFormat(format: string, component: string): Affixes {
  const [before, after, ...more] = format.split(VERSION);
  if (before === undefined || after === undefined || more.length > 0) {
    throw invalid(format, `It must hold ${VERSION} exactly once.`);
  }
  const [prefix, suffix] = [before, after].map((part) => part.replaceAll(COMPONENT, componentIn(component)));
  const sample = `${prefix ?? ''}1.0.0-beta.1${suffix ?? ''}`;
  if (format.length > MAX_FORMAT || !isTagName(sample)) {
    throw invalid(format, `It gives ${shown(sample)}, which is no name for a tag.`);
  }
  return { prefix: prefix ?? '', suffix: suffix ?? '' };
}

/** A component's name as a part of a tag; never empty. */
const componentIn = (component: string): string =>
  component
    .split('/')
    .map((part) =>
      part
        .replace(/[^\p{L}\p{N}._-]+/gu, '-')
        .replace(/\.{2,}/g, '.')
        .replace(/\.lock$/, '-lock')
        .replace(/^[-.]+|[-.]+$/g, ''),
    )
    .filter((part) => part !== '')
    .join('/')
    .slice(0, MAX_FORMAT) || 'component';

const invalid = (format: string, why: string): SlipwayError =>
  new SlipwayError(`The format of tags is ${shown(format)}. ${why}`, {
    kind: 'input',
    code: 'RELEASE_TAG_FORMAT_INVALID',
    hint: 'Set tagFormat to something like v{version} or {component}-v{version}.',
  });
