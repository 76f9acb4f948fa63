import { lexer, type MarkedToken, type Tokens } from 'marked';
import { stripInvisible } from '../../neutralise.ts';

/** The longest Markdown that is read: ten times what a ticket's text takes. */
const MAX_CHARACTERS = 200_000;

/** Markdown in GitHub's dialect as tokens. What marked cannot read, such as quotes nested thousands deep, is one text. */
export function markdownTokens(markdown: string): readonly MarkedToken[] {
  const text = stripInvisible(markdown).slice(0, MAX_CHARACTERS);
  try {
    return lexer(text, { gfm: true }) as MarkedToken[];
  } catch {
    const inner: Tokens.Text = { type: 'text', raw: text, text };
    return text.trim() === '' ? [] : [{ type: 'paragraph', raw: text, text, tokens: [inner] }];
  }
}

/** What is inside a token; marked types it as open to extensions, of which there are none. */
export const innerTokens = (token: { readonly tokens?: readonly object[] }): readonly MarkedToken[] =>
  (token.tokens ?? []) as readonly MarkedToken[];

const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: '\u00a0',
  hellip: '…',
  ndash: '–',
  mdash: '—',
};

/** Text of a token with its character references resolved, which marked leaves to the browser. */
export const decodeEntities = (text: string): string =>
  text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,8}));/gi, (found, decimal, hex, name) => {
    const names = name as string | undefined;
    if (names !== undefined) return ENTITIES[names] ?? found;
    const code = hex === undefined ? Number(decimal) : Number.parseInt(hex as string, 16);
    return isVisible(code) ? String.fromCodePoint(code) : '';
  });

const isVisible = (code: number): boolean =>
  code <= 0x10ffff && !(code >= 0xd800 && code < 0xe000) && stripInvisible(String.fromCodePoint(code)) !== '';

/** The address if a ticket may link it: http, https and mailto. */
export function safeHref(href: string): string | undefined {
  const decoded = decodeEntities(href.trim());
  if (!/^(https?:\/\/|mailto:)/i.test(decoded) || !URL.canParse(decoded)) return undefined;
  return decoded;
}
