import type { Clause, Operand, Operator, Query, Sort } from './query.ts';
import { RESERVED_WORDS } from './reserved-words.ts';
import { jqlError, tokenize, type Token } from './tokenize.ts';

const OPERATORS_TEXT = "'=', '!=', '<', '>', '<=', '>=', '~', '!~', 'IN', 'NOT IN', 'IS' and 'IS NOT'";

/** Deeper nesting is refused, so that a query cannot exhaust the stack. */
const DEEPEST = 100;

/** A query in the subset of JQL that the stand-in knows; throws 400 as the service does. */
export function parseQuery(text: string): Query {
  const reader = new Reader(text);
  const where = reader.isAtEnd || reader.peekWord('order') ? undefined : readOr(reader, 0);
  const orderBy = reader.takeWord('order') ? readOrder(reader) : [];
  if (!reader.isAtEnd) throw reader.error(`Expecting either 'OR' or 'AND' but got '${reader.peek.text}'.`);
  return { where, orderBy };
}

class Reader {
  readonly text: string;
  readonly #tokens: readonly Token[];
  #next = 0;

  constructor(text: string) {
    this.text = text;
    this.#tokens = tokenize(text);
  }

  get peek(): Token {
    return this.#tokens[this.#next] ?? { kind: 'end', text: '', at: this.text.length };
  }

  get isAtEnd(): boolean {
    return this.peek.kind === 'end';
  }

  take(): Token {
    const token = this.peek;
    this.#next += 1;
    return token;
  }

  peekWord(word: string): boolean {
    return this.peek.kind === 'word' && this.peek.text.toLowerCase() === word;
  }

  takeWord(word: string): boolean {
    const isHere = this.peekWord(word);
    if (isHere) this.#next += 1;
    return isHere;
  }

  takeSymbol(...symbols: readonly string[]): boolean {
    const isHere = this.peek.kind === 'symbol' && symbols.includes(this.peek.text);
    if (isHere) this.#next += 1;
    return isHere;
  }

  error(message: string, at = this.peek.at) {
    return jqlError(this.text, at, message);
  }
}

function readOr(reader: Reader, depth: number): Clause {
  const parts = [readAnd(reader, depth)];
  while (reader.takeWord('or') || reader.takeSymbol('|', '||')) parts.push(readAnd(reader, depth));
  const [only] = parts;
  return parts.length === 1 && only ? only : { kind: 'or', parts };
}

function readAnd(reader: Reader, depth: number): Clause {
  const parts = [readNot(reader, depth)];
  while (reader.takeWord('and') || reader.takeSymbol('&', '&&')) parts.push(readNot(reader, depth));
  const [only] = parts;
  return parts.length === 1 && only ? only : { kind: 'and', parts };
}

function readNot(reader: Reader, depth: number): Clause {
  if (depth > DEEPEST) throw reader.error('The query is nested too deeply.');
  if (reader.takeWord('not') || reader.takeSymbol('!')) return { kind: 'not', part: readNot(reader, depth + 1) };
  if (!reader.takeSymbol('(')) return readTerm(reader);
  const inside = readOr(reader, depth + 1);
  if (!reader.takeSymbol(')')) throw reader.error(`Expecting ')' ${before(reader)}.`);
  return inside;
}

const before = ({ isAtEnd, peek }: Reader) => (isAtEnd ? 'before the end of the query' : `but got '${peek.text}'`);

function readTerm(reader: Reader): Clause {
  const field = reader.take();
  if (field.kind === 'end' || field.kind === 'symbol')
    throw reader.error(
      `Expecting a field name ${field.kind === 'end' ? 'at the end of the query' : `but got '${field.text}'`}. You must surround '${field.text}' in quotation marks to use it as a field name.`,
      field.at,
    );
  refuseReserved(reader, field);
  const operator = readOperator(reader);
  const isList = operator === 'in' || operator === 'not in';
  const operands = isList ? readList(reader) : [readOperand(reader)];
  return { kind: 'term', field: field.text, operator, operands };
}

function refuseReserved(reader: Reader, { kind, text, at }: Token): void {
  if (kind === 'word' && RESERVED_WORDS.has(text.toLowerCase()))
    throw reader.error(
      `'${text}' is a reserved JQL word. You must surround it in quotation marks to use it in a query.`,
      at,
    );
}

function readOperator(reader: Reader): Operator {
  const token = reader.take();
  const word = token.kind === 'word' ? token.text.toLowerCase() : undefined;
  if (word === 'in') return 'in';
  if (word === 'is') return reader.takeWord('not') ? 'is not' : 'is';
  if (word === 'not' && reader.takeWord('in')) return 'not in';
  const symbols: readonly Operator[] = ['=', '!=', '<', '>', '<=', '>=', '~', '!~'];
  const symbol = token.kind === 'symbol' ? symbols.find((one) => one === token.text) : undefined;
  if (symbol) return symbol;
  const where = token.kind === 'end' ? 'before the end of the query' : `but got '${token.text}'`;
  throw reader.error(`Expecting operator ${where}. The valid operators are ${OPERATORS_TEXT}.`, token.at);
}

function readList(reader: Reader): readonly Operand[] {
  // A function may stand in place of a list.
  if (reader.peek.kind === 'word') {
    const operand = readOperand(reader);
    if (operand.kind === 'function') return [operand];
    throw reader.error(`Expecting list start '(' but got '${operand.text}'.`);
  }
  if (!reader.takeSymbol('(')) throw reader.error(`Expecting list start '(' ${before(reader)}.`);
  const operands = [readOperand(reader)];
  while (reader.takeSymbol(',')) operands.push(readOperand(reader));
  if (!reader.takeSymbol(')')) throw reader.error(`Expecting ',' or ')' ${before(reader)}.`);
  return operands;
}

function readOperand(reader: Reader): Operand {
  const token = reader.take();
  if (token.kind === 'string') return { kind: 'text', text: token.text };
  if (token.kind !== 'word')
    throw reader.error(
      token.kind === 'end'
        ? 'Expecting either a value, list or function before the end of the query.'
        : `Expecting either a value, list or function but got '${token.text}'. You must surround '${token.text}' in quotation marks to use it as a value.`,
      token.at,
    );
  if (/^(empty|null)$/i.test(token.text)) return { kind: 'empty', text: token.text };
  refuseReserved(reader, token);
  if (!reader.takeSymbol('(')) return { kind: 'text', text: token.text };
  return { kind: 'function', text: token.text, given: readArguments(reader) };
}

function readArguments(reader: Reader): readonly string[] {
  const given: string[] = [];
  while (!reader.takeSymbol(')')) {
    if (given.length > 0 && !reader.takeSymbol(',')) throw reader.error(`Expecting ')' ${before(reader)}.`);
    const { kind, text } = reader.take();
    if (kind !== 'string' && kind !== 'word') throw reader.error(`Expecting a function argument or ')'.`);
    given.push(text);
  }
  return given;
}

function readOrder(reader: Reader): readonly Sort[] {
  if (!reader.takeWord('by')) throw reader.error(`Expecting 'by' ${before(reader)}.`);
  const sorts: Sort[] = [];
  do {
    const field = reader.take();
    if (field.kind !== 'word' && field.kind !== 'string')
      throw reader.error('Expecting a field name after ORDER BY.', field.at);
    const isDescending = reader.takeWord('desc');
    if (!isDescending) reader.takeWord('asc');
    sorts.push({ field: field.text, isDescending });
  } while (reader.takeSymbol(','));
  if (!reader.isAtEnd)
    throw reader.error(`Expecting either 'ASC', 'DESC', ',' or the end of the query but got '${reader.peek.text}'.`);
  return sorts;
}
