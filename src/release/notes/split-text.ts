import { headOf } from './cut-text.ts';

/** Lines of at most `limit` UTF-16 units: longer ones are cut, never within a character. */
export const shortLines = (text: string, limit: number): readonly string[] =>
  text.split('\n').flatMap((line) => {
    const pieces: string[] = [];
    let rest = line;
    while (rest.length > limit) {
      const piece = headOf(rest, limit);
      pieces.push(piece);
      rest = rest.slice(piece.length);
    }
    return [...pieces, rest];
  });

/** Lines joined to parts of at most `limit` UTF-16 units. */
export function joinParts(lines: readonly string[], limit: number): readonly string[] {
  const parts: string[][] = [];
  let size = Number.POSITIVE_INFINITY;
  for (const line of lines) {
    size += line.length + 1;
    if (size > limit) {
      parts.push([]);
      size = line.length;
    }
    parts.at(-1)?.push(line);
  }
  return parts.map((part) => part.join('\n'));
}
