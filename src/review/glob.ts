/**
 * Globs over paths with forward slashes: `*` and `?` within a segment, `**` over segments, `[abc]`, `{a,b}`. A pattern
 * without a slash matches the file name anywhere. Matching takes time in proportion to pattern times path, whatever the
 * pattern: it may come from a model or from a pull request, so it is never turned into a regular expression.
 */

const MAX_ALTERNATIVES = 64;

export type PathTest = (path: string) => boolean;

/** A test for one pattern. A pattern with too many alternatives matches nothing beyond the first 64. */
export function globTest(pattern: string): PathTest {
  const trimmed = pattern.trim().replace(/^\.?\//, '');
  const anchored = trimmed.includes('/') ? trimmed : `**/${trimmed}`;
  // A folder is what is below it.
  const filled = anchored.replace(/\/(\*\*)?$/, '/**/*');
  const alternatives = expandBraces(filled).map((glob) => glob.split('/'));
  return (path) => {
    const segments = path.split('/');
    return alternatives.some((glob) => matchSegments(glob, segments));
  };
}

/** A test for a list of patterns; a leading `!` takes paths out again, the last match decides. */
export function globsTest(patterns: readonly string[]): PathTest {
  const rules = patterns.map((pattern) =>
    pattern.startsWith('!')
      ? { wanted: false, test: globTest(pattern.slice(1)) }
      : { wanted: true, test: globTest(pattern) },
  );
  return (path) => rules.findLast(({ test }) => test(path))?.wanted ?? false;
}

function expandBraces(pattern: string): string[] {
  let expanded = [pattern];
  for (let round = 0; round < 8; round += 1) {
    const next = expanded.flatMap((glob) => {
      const found = /^([^{}]*)\{([^{}]*)\}(.*)$/s.exec(glob);
      if (!found) return [glob];
      const [, before = '', inner = '', after = ''] = found;
      return inner.split(',').map((choice) => `${before}${choice}${after}`);
    });
    const settled = next.every((glob, index) => glob === expanded[index]);
    expanded = next.slice(0, MAX_ALTERNATIVES);
    if (settled) break;
  }
  return expanded;
}

/** `**` by dynamic programming over (glob segments, path segments). */
function matchSegments(glob: readonly string[], path: readonly string[]): boolean {
  let reachable = new Set([0]);
  for (const part of glob) {
    const next = new Set<number>();
    if (part === '**') {
      const first = Math.min(...reachable);
      for (let at = first; at <= path.length; at += 1) next.add(at);
    } else {
      for (const at of reachable) {
        const segment = path[at];
        if (segment !== undefined && matchSegment(part, segment)) next.add(at + 1);
      }
    }
    if (next.size === 0) return false;
    reachable = next;
  }
  return reachable.has(path.length);
}

/** Greedy wildcard matching: on a mismatch only the last `*` takes one character more. */
function matchSegment(glob: string, text: string): boolean {
  const pattern = tokens(glob);
  let [at, position, star, starPosition] = [0, 0, -1, 0];
  while (position < text.length) {
    const token = pattern[at];
    if (token === '*') {
      star = at;
      starPosition = position;
      at += 1;
    } else if (token !== undefined && matchesOne(token, text.charAt(position))) {
      at += 1;
      position += 1;
    } else if (star >= 0) {
      at = star + 1;
      starPosition += 1;
      position = starPosition;
    } else return false;
  }
  return pattern.slice(at).every((token) => token === '*');
}

type Token = '*' | '?' | { readonly set: string; readonly negated: boolean } | { readonly literal: string };

function tokens(glob: string): Token[] {
  const found: Token[] = [];
  for (let at = 0; at < glob.length; at += 1) {
    const character = glob.charAt(at);
    const close = character === '[' ? glob.indexOf(']', at + 2) : -1;
    if (close > 0) {
      const body = glob.slice(at + 1, close);
      const negated = /^[!^]/.test(body);
      found.push({ set: negated ? body.slice(1) : body, negated });
      at = close;
    } else if (character === '*' || character === '?') {
      if (character === '?' || found.at(-1) !== '*') found.push(character);
    } else found.push({ literal: character });
  }
  return found;
}

function matchesOne(token: Token, character: string): boolean {
  if (token === '?') return true;
  if (token === '*') return false;
  return 'literal' in token ? token.literal === character : inSet(token.set, character) !== token.negated;
}

function inSet(set: string, character: string): boolean {
  for (let at = 0; at < set.length; at += 1) {
    if (set[at + 1] === '-' && at + 2 < set.length) {
      if (set.charAt(at) <= character && character <= set.charAt(at + 2)) return true;
      at += 2;
    } else if (set[at] === character) return true;
  }
  return false;
}
