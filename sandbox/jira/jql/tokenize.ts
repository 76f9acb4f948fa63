import { refusal } from '../errors.ts';

export interface Token {
  readonly kind: 'word' | 'string' | 'symbol' | 'end';
  readonly text: string;
  /** From 0, within the query. */
  readonly at: number;
}

const SYMBOL = /!=|!~|<=|>=|&&|\|\||[=<>~!(),&|]/y;
const WORD = /[^\s"'=!<>~(),&|{}*/%+^$#@;?[\]\\]+/y;
const RESERVED = /[{}*/%+^$#@;?[\]]/;
const LONGEST = 65_536;

const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  '\\': '\\',
  '"': '"',
  "'": "'",
  ' ': ' ',
};

/** 400 with the place of the error, counted from 1. */
export function jqlError(query: string, at: number, message: string) {
  const lines = query.slice(0, at).split('\n');
  const place = `(line ${lines.length}, character ${(lines.at(-1)?.length ?? 0) + 1})`;
  return refusal(400, `Error in the JQL Query: ${message} ${place}`);
}

/** The words, strings and symbols of a query; throws 400 as the service does. */
export function tokenize(query: string): readonly Token[] {
  if (query.length > LONGEST) throw refusal(400, 'The JQL query is too long.');
  const tokens: Token[] = [];
  let at = 0;
  for (;;) {
    while (/\s/.test(query.charAt(at))) at += 1;
    if (at >= query.length) break;
    const token = readToken(query, at);
    tokens.push(token.token);
    at = token.end;
  }
  return [...tokens, { kind: 'end', text: '', at: query.length }];
}

interface Read {
  readonly token: Token;
  readonly end: number;
}

function readToken(query: string, at: number): Read {
  const character = query.charAt(at);
  if (character === '"' || character === "'") return readString(query, at, character);
  const symbol = matchAt(SYMBOL, query, at);
  if (symbol !== undefined) return { token: { kind: 'symbol', text: symbol, at }, end: at + symbol.length };
  const word = matchAt(WORD, query, at);
  if (word !== undefined) return { token: { kind: 'word', text: word, at }, end: at + word.length };
  if (RESERVED.test(character)) {
    const code = character.charCodeAt(0).toString(16).padStart(4, '0');
    throw jqlError(
      query,
      at,
      `The character '${character}' is a reserved JQL character. You must enclose it in a string or use the escape '\\u${code}' instead.`,
    );
  }
  throw jqlError(query, at, illegalEscape(query.slice(at, at + 2)));
}

function matchAt(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}

const illegalEscape = (text: string) =>
  `'${text}' is an illegal JQL escape sequence. The valid escape sequences are \\', \\", \\t, \\n, \\r, \\\\, '\\ ' and \\uXXXX.`;

function readString(query: string, at: number, quote: string): Read {
  let text = '';
  let next = at + 1;
  while (next < query.length) {
    const character = query.charAt(next);
    if (character === quote) return { token: { kind: 'string', text, at }, end: next + 1 };
    if (character !== '\\') {
      text += character;
      next += 1;
      continue;
    }
    const code = /^\\u([0-9a-fA-F]{4})/.exec(query.slice(next, next + 6))?.[1];
    const escaped = code === undefined ? ESCAPES[query.charAt(next + 1)] : String.fromCharCode(parseInt(code, 16));
    if (escaped === undefined) throw jqlError(query, next, illegalEscape(query.slice(next, next + 2)));
    text += escaped;
    next += code === undefined ? 2 : 6;
  }
  throw jqlError(query, at, `The quoted string '${text}' has not been completed.`);
}
