/** More than any character that people write; what is longer is cut within. */
const LONGEST_CHARACTER = 32;

let segmenter: Intl.Segmenter | undefined;

/** What a reader takes for one character each: an emoji with all its parts, a letter with its accents. */
export function splitCharacters(text: string): readonly string[] {
  segmenter ??= new Intl.Segmenter('en', { granularity: 'grapheme' });
  return Array.from(segmenter.segment(text), ({ segment }) => segment).flatMap((character) =>
    character.length > LONGEST_CHARACTER ? Array.from(character) : [character],
  );
}

/**
 * `text` if it is at most `limit` units by `sizeOf`, else its beginning with `…`, cut between characters. `sizeOf` gives the
 * size of a piece of text as it will be sent, at least its length.
 */
export function cutText(
  text: string,
  limit: number,
  sizeOf: (text: string) => number = ({ length }) => length,
): string {
  if (text.length <= limit && sizeOf(text) <= limit) return text;
  let size = 1;
  let head = '';
  for (const character of splitCharacters(text.slice(0, limit + LONGEST_CHARACTER))) {
    size += sizeOf(character);
    if (size > limit) break;
    head += character;
  }
  // The slice above may have halved a pair.
  return `${head.replace(/[\uD800-\uDBFF]$/, '').trimEnd()}…`;
}
