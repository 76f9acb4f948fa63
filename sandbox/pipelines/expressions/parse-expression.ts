import { atToken, ExpressionInvalid } from './expression-invalid.ts';
import { tokenize, type Token } from './tokenize.ts';
import type { Value } from './value.ts';

/** A read expression. */
export type Expression =
  | { readonly kind: 'literal'; readonly value: Value }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'call'; readonly name: string; readonly parameters: readonly Expression[] }
  | { readonly kind: 'index'; readonly of: Expression; readonly by: Expression | 'any' };

/** What an expression may name where it stands. Names are in lower case. */
export interface Vocabulary {
  readonly functions: ReadonlyMap<string, Arity>;
  readonly values: ReadonlySet<string>;
}

export interface Arity {
  readonly min: number;
  readonly max: number;
}

const MAX_LENGTH = 21_000;
const MAX_DEPTH = 50;

/**
 * Reads an expression. Throws ExpressionInvalid in the service's words for whatever is none, or names what is not there; without a
 * vocabulary any name may be there.
 */
export function parseExpression(written: string, vocabulary: Vocabulary | undefined): Expression {
  const text = written.trim();
  if (text === '') throw new ExpressionInvalid('An expression was expected');
  if (text.length > MAX_LENGTH) throw new ExpressionInvalid(`Exceeded max expression length ${MAX_LENGTH}`);
  const reader = new Reader(text, vocabulary);
  const expression = reader.read(1);
  reader.end();
  return expression;
}

/** Reads an expression whatever it names. Throws ExpressionInvalid like parseExpression. */
export function checkExpression(written: string): void {
  parseExpression(written, undefined);
}

/** Where reading stands in one expression. */
class Reader {
  readonly #text: string;
  readonly #tokens: readonly Token[];
  readonly #vocabulary: Vocabulary | undefined;
  #at = 0;
  // Syntax comes first: an unknown name is told when all else was well.
  #unknown: Token | undefined;

  constructor(text: string, vocabulary: Vocabulary | undefined) {
    this.#text = text;
    this.#tokens = tokenize(text);
    this.#vocabulary = vocabulary;
  }

  end(): void {
    const left = this.#tokens[this.#at];
    if (left !== undefined) throw atToken('Unexpected symbol', left, this.#text);
    if (this.#unknown !== undefined) throw atToken('Unrecognized value', this.#unknown, this.#text);
  }

  read(depth: number): Expression {
    if (depth > MAX_DEPTH) throw new ExpressionInvalid(`Exceeded max expression depth ${MAX_DEPTH}`);
    let expression = this.#operand(depth);
    for (let level = depth + 1; this.#peek('.') || this.#peek('['); level++) {
      if (level > MAX_DEPTH) throw new ExpressionInvalid(`Exceeded max expression depth ${MAX_DEPTH}`);
      expression = { kind: 'index', of: expression, by: this.#index(level) };
    }
    return expression;
  }

  #operand(depth: number): Expression {
    const token = this.#next('Unexpected end of expression');
    if (token.kind === 'literal') return { kind: 'literal', value: token.value };
    if (token.kind !== 'name') throw atToken('Unexpected symbol', token, this.#text);
    const name = token.raw.toLowerCase();
    if (this.#peek('(')) return this.#call(token, depth);
    const known = this.#vocabulary;
    if (known === undefined || known.values.has(name)) return { kind: 'name', name };
    if (known.functions.has(name)) throw atToken("Expected '(' to follow a function", token, this.#text);
    this.#unknown ??= token;
    return { kind: 'name', name };
  }

  #call(token: Token, depth: number): Expression {
    const name = token.raw.toLowerCase();
    const arity = this.#vocabulary?.functions.get(name);
    if (arity === undefined && this.#vocabulary !== undefined) this.#unknown ??= token;
    this.#at++;
    const parameters: Expression[] = [];
    while (!this.#peek(')')) {
      if (parameters.length > 0) this.#expect(',');
      parameters.push(this.read(depth + 1));
      if (this.#tokens[this.#at] === undefined) throw atToken('Unclosed function', token, this.#text);
    }
    const close = this.#expect(')');
    const { min, max } = arity ?? { min: 0, max: Infinity };
    if (parameters.length < min || parameters.length > max) throw atToken('Unexpected symbol', close, this.#text);
    return { kind: 'call', name, parameters };
  }

  #index(depth: number): Expression | 'any' {
    const open = this.#next('Unexpected end of expression');
    if (open.kind === '.') {
      const token = this.#tokens[this.#at++];
      if (token?.kind === '*') return 'any';
      if (token?.kind !== 'name' || !/^[a-z_][a-z0-9_-]*$/i.test(token.raw))
        throw atToken("Expected a property name to follow the dereference operator '.'", token ?? open, this.#text);
      return { kind: 'literal', value: token.raw };
    }
    const by = this.#peek('*') ? 'any' : this.read(depth + 1);
    if (by === 'any') this.#at++;
    if (this.#tokens[this.#at] === undefined) throw atToken('Unclosed indexer', open, this.#text);
    this.#expect(']');
    return by;
  }

  #peek(kind: Token['kind']): boolean {
    return this.#tokens[this.#at]?.kind === kind;
  }

  #next(missing: string): Token {
    const token = this.#tokens[this.#at++];
    const last = this.#tokens.at(-1);
    if (token !== undefined) return token;
    throw last === undefined ? new ExpressionInvalid(missing) : atToken('Unexpected symbol', last, this.#text);
  }

  #expect(kind: Token['kind']): Token {
    const token = this.#next('Unclosed function');
    if (token.kind !== kind) throw atToken('Unexpected symbol', token, this.#text);
    return token;
  }
}
