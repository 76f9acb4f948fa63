import type { FileLine } from './changelog-lines.ts';
import { isReference } from './changelog-lines.ts';

const REFERENCE = /^( {0,3}\[)([^\]]+)(\]:\s*)(.*)$/;

interface Reference {
  readonly at: number;
  readonly name: string;
  readonly line: FileLine;
}

/**
 * Adds the address of a new version to a file that ends in addresses of versions, made after that of the version before:
 * `[1.4.0]: .../v1.3.0...v1.4.0` above `[1.3.0]: .../v1.2.0...v1.3.0`. That of `[Unreleased]` then starts at the new
 * version. Other lines, and files without such addresses, stay as they are.
 */
export function withReference(lines: readonly FileLine[], version: string): readonly FileLine[] {
  const references = lines.flatMap((line, at): readonly Reference[] => {
    const name = isReference(line) ? REFERENCE.exec(line.text)?.[2] : undefined;
    return name === undefined ? [] : [{ at, name, line }];
  });
  const numbered = references.filter(({ name }) => /^v?\d+\.\d+/.test(name));
  const [last, before] = numbered;
  if (last === undefined || numbered.some(({ name }) => bare(name) === version)) return lines;
  const newest = [bare(last.name), version] as const;
  const steps = new Map(before === undefined ? [newest] : [newest, [bare(before.name), bare(last.name)] as const]);
  const [, open = '', , colon = '', address = ''] = REFERENCE.exec(last.line.text) ?? [];
  const moved = moveVersions(address, steps);
  if (moved === address) return lines;
  const text = [open, last.name.replace(bare(last.name), () => version), colon, moved].join('');
  const added = { ...last.line, text, end: last.line.end === '' ? '\n' : last.line.end };
  const unreleased = references.find(({ name }) => name.toLowerCase() === 'unreleased');
  return lines.flatMap((line, at) => {
    if (at === last.at) return [added, line];
    return at === unreleased?.at ? [{ ...line, text: moveVersions(line.text, new Map([newest])) }] : [line];
  });
}

/** Puts another version into the addresses that name one. */
export function renameReference(lines: readonly FileLine[], from: string, to: string): readonly FileLine[] {
  const steps = new Map([[from, to]]);
  return lines.map((line) => (isReference(line) ? { ...line, text: moveVersions(line.text, steps) } : line));
}

const bare = (name: string): string => name.replace(/^v/, '');

/** Every version of the text replaced by what follows it, all at once. */
const moveVersions = (text: string, steps: ReadonlyMap<string, string>): string =>
  text.replace(
    /(?<!\d|\d\.)\d+\.\d+(?:\.\d+)?(?:-[0-9A-Za-z]+(?:\.[0-9A-Za-z]+)*)?/g,
    (found) => steps.get(found) ?? found,
  );
