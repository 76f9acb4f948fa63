import { sameLetters } from './status-target.ts';

/**
 * True when a name fits one of the patterns: `*` stands for any letters, all others for themselves, in any case. Never a
 * regular expression; time in proportion to pattern times name.
 */
export const isAuthorAmong = (author: string, patterns: readonly string[]): boolean =>
  patterns.some((pattern) => fits(sameLetters(author), sameLetters(pattern)));

/** The parts between the stars, found from left to right; the first and the last stand at the ends. */
function fits(name: string, pattern: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
  const last = rest.pop();
  if (last === undefined) return name === first;
  if (!name.startsWith(first)) return false;
  let at = first.length;
  for (const part of rest) {
    const found = name.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return name.length - last.length >= at && name.endsWith(last);
}
