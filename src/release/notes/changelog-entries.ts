import { readLines } from './changelog-lines.ts';

/** What stands under one `### Heading`; the first group of a text may have none. */
export interface Group {
  /** The heading's whole line. */
  readonly heading: string | undefined;
  readonly lines: readonly string[];
}

/** Puts the text of a section into its groups. */
export function readGroups(text: string): readonly Group[] {
  const groups: { heading: string | undefined; lines: string[] }[] = [{ heading: undefined, lines: [] }];
  for (const { text: line, isOpen } of readLines(text)) {
    if (isOpen && /^###\s/.test(line)) groups.push({ heading: line, lines: [] });
    else groups.at(-1)?.lines.push(line);
  }
  return groups;
}

export const isEmpty = ({ lines }: Group): boolean => lines.every((line) => line.trim() === '');

const nameOf = ({ heading }: Group): string =>
  (heading ?? '')
    .replace(/^###\s+/, '')
    .trim()
    .toLowerCase();

/**
 * The entries of two texts under common headings: those of people first, as they wrote them, then what was generated and
 * does not stand there yet.
 */
export function mergeGroups(written: readonly Group[], generated: readonly Group[]): readonly Group[] {
  const merged = new Map<string, Group>();
  for (const group of [...written, ...generated]) {
    const before = merged.get(nameOf(group));
    const isWritten = written.includes(group);
    if (before === undefined) merged.set(nameOf(group), { ...group, lines: trimmed(group.lines) });
    else merged.set(nameOf(group), { ...before, lines: joined(before.lines, trimmed(group.lines), isWritten) });
  }
  return [...merged.values()].filter((group) => !isEmpty(group));
}

function joined(before: readonly string[], lines: readonly string[], isWritten: boolean): readonly string[] {
  const present = new Set(before.map((line) => line.trim()));
  const fresh = isWritten ? lines : lines.filter((line) => !present.has(line.trim()));
  if (before.length === 0 || fresh.length === 0) return [...before, ...fresh];
  const isList = /^\s*[-*+]\s/.test(fresh[0] ?? '') && before.some((line) => /^\s*[-*+]\s/.test(line));
  return isList ? [...before, ...fresh] : [...before, '', ...fresh];
}

/** Without empty lines at both ends. */
function trimmed(lines: readonly string[]): readonly string[] {
  const isText = (line: string): boolean => line.trim() !== '';
  const first = lines.findIndex(isText);
  return first === -1 ? [] : lines.slice(first, lines.findLastIndex(isText) + 1);
}

/** The groups as lines, each with one empty line around its heading. */
export const writeGroups = (groups: readonly Group[]): readonly string[] =>
  groups.flatMap(({ heading, lines }, index) => [
    ...(index === 0 ? [] : ['']),
    ...(heading === undefined ? [] : [heading, ...(lines.length === 0 ? [] : [''])]),
    ...lines,
  ]);
