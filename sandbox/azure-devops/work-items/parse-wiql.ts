import { badQuery, fieldNotFound } from './errors.ts';
import { findField, type FieldDefinition } from './fields.ts';

export const COMPARISONS = ['=', '<>', '<', '>', '<=', '>=', 'IN', 'CONTAINS', 'UNDER'] as const;

export interface Condition {
  readonly field: FieldDefinition;
  readonly comparison: (typeof COMPARISONS)[number];
  /** One, or with IN any number. */
  readonly values: readonly string[];
}

export interface WiqlQuery {
  readonly columns: readonly FieldDefinition[];
  readonly conditions: readonly Condition[];
  readonly order: readonly { readonly field: FieldDefinition; readonly descending: boolean }[];
}

const TOKEN = /\s*(\[[^\]]+\]|'(?:[^']|'')*'|@[A-Za-z]+|-?\d+(?:\.\d+)?|<>|<=|>=|[=<>(),]|[A-Za-z_][\w.]*)\s*/y;

function tokensOf(text: string): readonly string[] {
  const tokens: string[] = [];
  const pattern = new RegExp(TOKEN);
  while (pattern.lastIndex < text.length) {
    const { lastIndex } = pattern;
    const [, token] = pattern.exec(text) ?? [];
    if (token === undefined)
      throw badQuery(`TF51006: The query statement is not understood near '${text.slice(lastIndex, lastIndex + 20)}'.`);
    tokens.push(token);
  }
  return tokens;
}

/** Reads tokens one by one; keywords in any case. */
class Reader {
  readonly #tokens: readonly string[];
  #at = 0;

  constructor(tokens: readonly string[]) {
    this.#tokens = tokens;
  }

  get next(): string | undefined {
    return this.#tokens[this.#at];
  }

  take(): string {
    const token = this.next;
    if (token === undefined) throw badQuery('TF51006: The query statement ends too early.');
    this.#at += 1;
    return token;
  }

  /** Takes the keyword if it comes next. */
  skip(keyword: string): boolean {
    if (this.next?.toUpperCase() !== keyword) return false;
    this.#at += 1;
    return true;
  }

  expect(keyword: string): void {
    if (!this.skip(keyword))
      throw badQuery(`TF51006: The query statement needs ${keyword} before '${this.next ?? 'its end'}'.`);
  }
}

/**
 * A small part of WIQL: SELECT fields FROM WorkItems [WHERE condition AND condition ...] [ORDER BY field [ASC|DESC], ...]
 * with =, <>, <, >, <=, >=, IN, CONTAINS and UNDER, texts, numbers and @project. The rest is refused by name.
 */
export function parseWiql(text: string, project: string | undefined): WiqlQuery {
  const reader = new Reader(tokensOf(text));
  reader.expect('SELECT');
  const columns = [fieldOf(reader.take())];
  while (reader.skip(',')) columns.push(fieldOf(reader.take()));
  reader.expect('FROM');
  const source = reader.take();
  if (source.toLowerCase() !== 'workitems') throw badQuery(`The sandbox queries WorkItems, not ${source}.`);
  const conditions: Condition[] = [];
  if (reader.skip('WHERE')) {
    conditions.push(conditionOf(reader, project));
    while (reader.skip('AND')) conditions.push(conditionOf(reader, project));
  }
  const order = orderOf(reader);
  if (reader.next !== undefined) throw badQuery(`The sandbox does not know '${reader.next}' in a query.`);
  return { columns, conditions, order };
}

function fieldOf(token: string): FieldDefinition {
  const name = token.replace(/^\[(.+)\]$/, '$1');
  const field = findField(name.trim());
  if (!field) throw fieldNotFound(name);
  return field;
}

function conditionOf(reader: Reader, project: string | undefined): Condition {
  const first = reader.take();
  if (['(', 'NOT', 'EVER'].includes(first.toUpperCase()))
    throw badQuery(`The sandbox does not know '${first}' in a query.`);
  const field = fieldOf(first);
  const given = reader.take().toUpperCase();
  const comparison = COMPARISONS.find((one) => one === given);
  if (!comparison) throw badQuery(`The sandbox does not know '${given}' in a query.`);
  if (comparison !== 'IN') return { field, comparison, values: [valueOf(reader.take(), project)] };
  reader.expect('(');
  const values = [valueOf(reader.take(), project)];
  while (reader.skip(',')) values.push(valueOf(reader.take(), project));
  reader.expect(')');
  return { field, comparison, values };
}

function valueOf(token: string, project: string | undefined): string {
  if (token.startsWith("'")) return token.slice(1, -1).replaceAll("''", "'");
  if (/^-?\d/.test(token)) return token;
  if (token.toLowerCase() === '@project' && project !== undefined) return project;
  throw badQuery(`The sandbox does not know the value '${token}' in a query.`);
}

function orderOf(reader: Reader): WiqlQuery['order'] {
  if (!reader.skip('ORDER')) return [];
  reader.expect('BY');
  const order: { field: FieldDefinition; descending: boolean }[] = [];
  do {
    const field = fieldOf(reader.take());
    const descending = reader.skip('DESC');
    if (!descending) reader.skip('ASC');
    order.push({ field, descending });
  } while (reader.skip(','));
  return order;
}
