import type { MarkedToken, Tokens } from 'marked';
import { decodeEntities, innerTokens, markdownTokens, safeHref } from '../markdown-tokens.ts';
import { escapeWiki } from './escape-wiki.ts';

/** The longest text that Jira takes in a field. */
const MAX_CHARACTERS = 32_767;
const MAX_DEPTH = 12;
const NOTE = '\n\n_The text is cut here: it is longer than a ticket takes._';

/** Markdown as wiki text of Jira Data Center. Everything that wiki text would take for a mark is escaped. */
export function markdownToWiki(markdown: string): string {
  const parts = markdownTokens(markdown).map((token) => block(token, '', 0));
  const whole = join(parts);
  if (whole.length <= MAX_CHARACTERS) return whole;
  const kept: string[] = [];
  let room = MAX_CHARACTERS - NOTE.length;
  for (const part of parts) {
    room -= part.length + 2;
    if (room < 0) break;
    kept.push(part);
  }
  // A first block that is too long alone is cut as text, its marks with it.
  const beginning = kept.length > 0 ? join(kept) : escapeWiki(markdown.slice(0, MAX_CHARACTERS / 8));
  return `${beginning}${NOTE}`;
}

const join = (parts: readonly string[]): string => parts.filter((part) => part !== '').join('\n\n');

/** `marks` are those of the lists that it stands in: `*`, `#`, `*#`. */
function block(token: MarkedToken, marks: string, depth: number): string {
  if (depth > MAX_DEPTH) return escapeWiki('text' in token ? token.text : token.raw);
  switch (token.type) {
    case 'space':
    case 'def':
      return '';
    case 'hr':
      return '----';
    case 'heading':
      return `h${Math.min(6, token.depth)}. ${inline(innerTokens(token)).replace(/\s*\n\s*/g, ' ')}`;
    case 'code':
      return code(token);
    case 'blockquote':
      return `{quote}\n${join(innerTokens(token).map((one) => block(one, '', depth + 1)))}\n{quote}`;
    case 'list':
      return list(token, marks, depth);
    case 'table':
      return table(token);
    default:
      return text(token);
  }
}

function text(token: MarkedToken): string {
  if (token.type === 'paragraph') return inline(innerTokens(token));
  return token.type === 'html' ? escapeWiki(token.text.trim()) : inline([token]);
}

/** The end of a code macro cannot be escaped inside it. */
function code({ text, lang }: Tokens.Code): string {
  const language = /^[\w+#.-]{1,40}/.exec(lang ?? '')?.[0];
  const body = text.replace(/\{(code|noformat)/gi, '{\u200b$1');
  return `{code${language === undefined ? '' : `:${language}`}}\n${body}\n{code}`;
}

function list({ items, ordered }: Tokens.List, outer: string, depth: number): string {
  const marks = `${outer}${ordered ? '#' : '*'}`;
  return items
    .map((item) => {
      const tokens = innerTokens(item).filter(({ type }) => type !== 'space');
      const texts = tokens.filter(({ type }) => type !== 'list' && type !== 'checkbox');
      const box = item.task ? `\\[${item.checked ? 'x' : ' '}\\] ` : '';
      const said = texts.map((one) => block(withoutBox(one), marks, depth + 1)).join('\n');
      const below = tokens.filter(({ type }) => type === 'list').map((one) => block(one, marks, depth + 1));
      return [`${marks} ${box}${said}`, ...below].join('\n');
    })
    .join('\n');
}

function withoutBox(token: MarkedToken): MarkedToken {
  if (token.type !== 'text' && token.type !== 'paragraph') return token;
  return { ...token, ...(token.tokens ? { tokens: token.tokens.filter(({ type }) => type !== 'checkbox') } : {}) };
}

function table({ header, rows }: Tokens.Table): string {
  const row = (cells: readonly Tokens.TableCell[], bar: string) =>
    `${bar}${cells.map((cell) => inline(innerTokens(cell)).replace(/\s*\n\s*/g, ' ') || ' ').join(bar)}${bar}`;
  return [row(header, '||'), ...rows.map((cells) => row(cells, '|'))].join('\n');
}

const inline = (tokens: readonly MarkedToken[]): string => tokens.map(span).join('');

const MARKS = { strong: '*', em: '_', del: '-' } as const;

function span(token: MarkedToken): string {
  switch (token.type) {
    case 'strong':
    case 'em':
    case 'del':
      return wrapped(MARKS[token.type], inline(innerTokens(token)));
    case 'codespan':
      return `{{${escapeWiki(token.text)}}}`;
    case 'link':
      return link(inline(innerTokens(token)), token.href);
    case 'image':
      return link(escapeWiki(decodeEntities(token.text) || token.href), token.href);
    default:
      return spanText(token);
  }
}

function spanText(token: MarkedToken): string {
  switch (token.type) {
    case 'br':
      return '\n';
    case 'text':
      return token.tokens ? inline(innerTokens(token)) : plain(token.text);
    case 'escape':
      return escapeWiki(token.text);
    case 'checkbox':
      return token.checked ? '\\[x\\] ' : '\\[ \\] ';
    default:
      return plain('text' in token ? token.text : token.raw);
  }
}

const plain = (text: string): string => escapeWiki(decodeEntities(text).replace(/\s*\n\s*/g, ' '));

/** Braces make a mark hold also in the middle of a word. */
const wrapped = (mark: string, text: string): string => (text.trim() === '' ? text : `{${mark}}${text}{${mark}}`);

/** A bar or bracket in the address would end the link. */
function link(text: string, address: string): string {
  const href = safeHref(address)?.replace(/[\s|[\]{}^]/g, encodeURIComponent);
  return href === undefined ? text : `[${text.replace(/\n/g, ' ')}|${href}]`;
}
