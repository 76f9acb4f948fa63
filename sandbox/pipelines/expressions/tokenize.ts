import { atToken } from './expression-invalid.ts';
import type { Value } from './value.ts';

export interface Token {
  readonly kind: 'literal' | 'name' | '(' | ')' | '[' | ']' | ',' | '.' | '*' | 'symbol';
  readonly raw: string;
  /** Counts from 1. */
  readonly position: number;
  readonly value: Value;
}

const SPACE = /\s/;
const PUNCTUATION = new Set(['(', ')', '[', ']', ',', '*']);
/** After these a dot goes on with what was said, else it begins a number. */
const VALUE_ENDS = new Set(['name', ']', ')', '*']);

/** The tokens of an expression. Throws ExpressionInvalid for a number that is none. */
export function tokenize(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    if (SPACE.test(text.charAt(at))) at++;
    else {
      const token = readToken(text, at, tokens.at(-1));
      tokens.push(token);
      at += token.raw.length;
    }
  }
  return tokens;
}

function readToken(text: string, at: number, before: Token | undefined): Token {
  const first = text.charAt(at);
  const token = (kind: Token['kind'], raw: string, value: Value = null) => ({ kind, raw, position: at + 1, value });
  if (PUNCTUATION.has(first)) return token(first as Token['kind'], first);
  if (first === "'") return readString(text, at);
  if (first === '.' && before !== undefined && VALUE_ENDS.has(before.kind)) return token('.', first);
  if (/[-.0-9]/.test(first) && before?.kind !== '.') {
    const raw = scan(text, at, /[^\s(),[\]']/y);
    const value = numberOrVersion(raw);
    if (value === undefined) throw atToken('Unrecognized value', token('literal', raw), text);
    return token('literal', raw, value);
  }
  if (/[=<>&|]/.test(first)) return token('symbol', scan(text, at, /[=<>&|]/y));
  if (text.startsWith('!=', at)) return token('symbol', '!=');
  return readName(text, at, before);
}

function readName(text: string, at: number, before: Token | undefined): Token {
  const raw = scan(text, at, /[^\s(),[\].*']/y);
  const boolean = before?.kind === '.' ? undefined : { true: true, false: false }[raw.toLowerCase()];
  const position = at + 1;
  if (boolean !== undefined) return { kind: 'literal', raw, position, value: boolean };
  return { kind: raw === '' ? 'symbol' : 'name', raw: raw === '' ? text.charAt(at) : raw, position, value: null };
}

function readString(text: string, at: number): Token {
  let value = '';
  for (let i = at + 1; i < text.length; i++) {
    if (text.charAt(i) !== "'") value += text.charAt(i);
    else if (text.charAt(i + 1) === "'") {
      value += "'";
      i++;
    } else return { kind: 'literal', raw: text.slice(at, i + 1), position: at + 1, value };
  }
  return { kind: 'symbol', raw: text.slice(at), position: at + 1, value: null };
}

function scan(text: string, at: number, part: RegExp): string {
  let end = at;
  for (part.lastIndex = end; end < text.length && part.test(text); part.lastIndex = end) end++;
  return text.slice(at, end);
}

function numberOrVersion(raw: string): Value | undefined {
  if (/^-?(\d+\.?\d*|\.\d+)$/.test(raw)) return Number(raw);
  if (!/^\d+(\.\d+){2,3}$/.test(raw)) return undefined;
  const parts = raw.split('.').map(Number);
  return parts.every((part) => part <= 2_147_483_647) ? { kind: 'version', parts } : undefined;
}
