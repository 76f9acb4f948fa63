import type { Language } from './language.ts';

/** What a line begins in. */
export type ScanState = 'code' | 'blockComment' | 'template';

/** What a character belongs to. Quotes are code. */
export type Channel = 'code' | 'comment' | 'strings';

interface Scan {
  readonly channels: readonly Channel[];
  /** What the next line begins in. */
  readonly state: ScanState;
}

/** Tells code, comments and strings of one line apart, well enough for rules that look at a diff. */
export function scanLine(text: string, language: Language, begin: ScanState): Scan {
  const channels: Channel[] = [];
  let state = begin;
  while (channels.length < text.length) {
    const before = text.slice(0, channels.length);
    const rest = text.slice(channels.length);
    const token = state === 'code' ? codeToken(rest, language, before) : endOf(state, rest);
    for (const [length, channel] of token.parts) channels.push(...Array<Channel>(length).fill(channel));
    state = token.state;
  }
  return { channels, state };
}

interface Token {
  readonly parts: readonly (readonly [length: number, channel: Channel])[];
  readonly state: ScanState;
}

const one = (length: number, channel: Channel, state: ScanState = 'code'): Token => ({
  parts: [[length, channel]],
  state,
});

/** The rest of a comment or template that was open. */
function endOf(state: 'blockComment' | 'template', rest: string): Token {
  const inside = state === 'template' ? /^(?:[^\\`]|\\.|\\$)*/.exec(rest)?.[0].length : rest.indexOf('*/');
  const length = inside === undefined || inside < 0 ? rest.length : inside;
  if (length >= rest.length) return one(rest.length, state === 'template' ? 'strings' : 'comment', state);
  if (state === 'blockComment') return one(length + 2, 'comment');
  return {
    parts: [
      [length, 'strings'],
      [1, 'code'],
    ],
    state: 'code',
  };
}

function codeToken(rest: string, language: Language, before: string): Token {
  const plain = language === 'other' ? rest.length : rest.search(/[/*#"'`]|$/);
  if (plain > 0) return one(plain, 'code');
  return (
    commentToken(rest, language, before) ??
    (language === 'script' ? scriptToken(rest, before) : undefined) ??
    quoted(rest)
  );
}

function commentToken(rest: string, language: Language, before: string): Token | undefined {
  if (language === 'hash') return rest.startsWith('#') ? one(rest.length, 'comment') : undefined;
  if (rest.startsWith('//')) return one(rest.length, 'comment');
  if (rest.startsWith('/*')) return one(2, 'comment', 'blockComment');
  // A hunk may begin inside a comment: the usual column of stars tells.
  return before.trim() === '' && /^\*(?:\s|\/|$)/.test(rest) ? one(rest.length, 'comment') : undefined;
}

function scriptToken(rest: string, before: string): Token | undefined {
  if (rest.startsWith('`')) return one(1, 'code', 'template');
  if (!rest.startsWith('/') || !/(?:^|[(,=:[!&|?{};]|\breturn)$/.test(before.trimEnd())) return undefined;
  const pattern = /^\/(?![*/])(?:[^\\/[]|\\.|\[(?:[^\]\\]|\\.)*\])+\/[a-z]*/.exec(rest)?.[0];
  return pattern === undefined ? undefined : one(pattern.length, 'strings');
}

function quoted(rest: string): Token {
  const [whole, , inside = ''] = /^(["'])((?:(?!\1)[^\\]|\\.)*)\1?/.exec(rest) ?? [];
  if (whole === undefined) return one(1, 'code');
  return {
    parts: [
      [1, 'code'],
      [inside.length, 'strings'],
      [whole.length - inside.length - 1, 'code'],
    ],
    state: 'code',
  };
}
