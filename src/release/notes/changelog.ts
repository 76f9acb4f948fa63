import type { Group } from './changelog-entries.ts';
import { isEmpty, mergeGroups, readGroups, writeGroups } from './changelog-entries.ts';
import type { FileLine } from './changelog-lines.ts';
import { isReference, isSection, isUnreleased, readLines, versionIn, writeLines } from './changelog-lines.ts';
import { renameReference, withReference } from './changelog-references.ts';

export interface ChangelogSection {
  readonly version: string;
  /** `YYYY-MM-DD`. */
  readonly date: string;
  /** Markdown with headings of the third level; of `renderChangelogBody`. */
  readonly body: string;
}

const HEAD = `# Changelog

All notable changes to this project will be documented in this file.

The format is based on [Keep a Changelog](https://keepachangelog.com/en/1.1.0/).

## [Unreleased]
`;

const BOM = '\uFEFF';

/**
 * Adds a release to a changelog in the manner of Keep a Changelog 1.1, and makes the file when there is none. What people
 * wrote under `[Unreleased]` moves into the release; every other line stays as it is, with its own line break. A release
 * that is in the file already, whatever stands under it, leaves the file untouched.
 */
export function addRelease(existing: string | undefined, section: ChangelogSection): string {
  const text = existing === undefined || existing.trim() === '' ? HEAD : existing;
  const bom = text.startsWith(BOM) ? BOM : '';
  const lines = readLines(text.slice(bom.length));
  if (isThere(lines, section.version)) return text;
  const eol = lines.find(({ end }) => end !== '')?.end ?? '\n';
  return bom + writeLines(withReference(withSection(lines, section, eol), section.version));
}

/** True when a release has a section of its own. */
export const hasRelease = (text: string, version: string): boolean => isThere(readLines(text), version);

/** Puts another version into a release's heading and address; nothing changes when that has a section already. */
export function renameRelease(text: string, from: string, to: string): string {
  const lines = readLines(text);
  if (isThere(lines, to)) return text;
  const moved = lines.map((line) =>
    versionIn(line) === from ? { ...line, text: line.text.replace(from, () => to) } : line,
  );
  return writeLines(renameReference(moved, from, to));
}

/** Also under a heading that is underlined. */
const isThere = (lines: readonly FileLine[], version: string): boolean =>
  lines.some(
    (line, at) =>
      versionIn(line) === version ||
      (/^(?:-{3,}|={3,})\s*$/.test(lines[at + 1]?.text ?? '') && /^\[?v?([^\s\](]+)/.exec(line.text)?.[1] === version),
  );

function withSection(lines: readonly FileLine[], section: ChangelogSection, eol: string): readonly FileLine[] {
  const generated = readGroups(section.body);
  const heading = `## [${section.version}] - ${section.date}`;
  const unreleased = lines.findIndex(isUnreleased);
  if (unreleased === -1) {
    const at = placeFor(lines);
    return insert(lines.slice(0, at), [heading, ...under(mergeGroups([], generated))], lines.slice(at), eol);
  }
  const next = lines.findIndex((line, at) => at > unreleased && (isSection(line) || isReference(line)));
  const end = next === -1 ? lines.length : next;
  const written = readGroups(writeLines(lines.slice(unreleased + 1, end)).replace(/\r\n/g, '\n'));
  // Headings that wait for entries go on waiting.
  const waiting = written.filter(isHeadingOnly).map((group) => ({ ...group, lines: [] }));
  const moving = written.filter((group) => !isHeadingOnly(group));
  const kept = [...lines.slice(0, unreleased + 1), ...asLines(under(waiting), eol)];
  return insert(kept, [heading, ...under(mergeGroups(moving, generated))], lines.slice(end), eol);
}

const isHeadingOnly = (group: Group): boolean => group.heading !== undefined && isEmpty(group);

const under = (groups: readonly Group[]): readonly string[] => {
  const lines = writeGroups(groups.filter((group) => group.heading !== undefined || !isEmpty(group)));
  return lines.length === 0 ? [] : ['', ...lines];
};

/** Above the newest release, else below the title, else at the top. */
function placeFor(lines: readonly FileLine[]): number {
  const newest = lines.findIndex((line) => versionIn(line) !== undefined);
  if (newest !== -1) return newest;
  const title = lines.findIndex(({ text }) => text.trim() !== '');
  const [line, below] = [lines[title], lines[title + 1]];
  if (line?.isOpen !== true) return 0;
  if (/^#\s/.test(line.text)) return title + 1;
  return below?.isOpen === true && /^=+\s*$/.test(below.text) ? title + 2 : 0;
}

const asLines = (texts: readonly string[], eol: string): readonly FileLine[] =>
  texts.map((text) => ({ text, end: eol, isOpen: true }));

/** With an empty line on both sides, unless one is there. */
function insert(
  before: readonly FileLine[],
  texts: readonly string[],
  after: readonly FileLine[],
  eol: string,
): readonly FileLine[] {
  const last = before.at(-1);
  const ended = last === undefined ? [] : [...before.slice(0, -1), { ...last, end: last.end === '' ? eol : last.end }];
  const gap = last === undefined || last.text.trim() === '' ? [] : [''];
  const tail = after.length === 0 || after[0]?.text.trim() === '' ? [] : [''];
  return [...ended, ...asLines([...gap, ...texts, ...tail], eol), ...after];
}
