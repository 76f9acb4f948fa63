import { refusal } from '../errors.ts';
import type { Candidate, JqlField, JqlContext } from './fields.ts';
import { FIELDS, findJqlField } from './fields.ts';
import type { World } from '../world.ts';
import type { Clause, Operand, Query, Sort, Term } from './query.ts';

type Matches = (candidate: Candidate) => boolean;

const EMPTY_OPERATORS = ['is', 'is not'];

/** The query as a test for issues; throws 400 for fields, operators and values that do not exist. */
export function compileQuery({ where }: Query, context: JqlContext): Matches {
  return where ? compileClause(where, context) : () => true;
}

function compileClause(clause: Clause, context: JqlContext): Matches {
  switch (clause.kind) {
    case 'term':
      return compileTerm(clause, context);
    case 'not': {
      const inner = compileClause(clause.part, context);
      return (candidate) => !inner(candidate);
    }
    case 'and': {
      const parts = clause.parts.map((part) => compileClause(part, context));
      return (candidate) => parts.every((part) => part(candidate));
    }
    case 'or': {
      const parts = clause.parts.map((part) => compileClause(part, context));
      return (candidate) => parts.some((part) => part(candidate));
    }
  }
}

function requireField(name: string): JqlField {
  const field = findJqlField(name);
  if (!field) throw refusal(400, `Field '${name}' does not exist or you do not have permission to view it.`);
  return field;
}

function compileTerm(term: Term, context: JqlContext): Matches {
  const { operator, operands } = term;
  const field = requireField(term.field);
  const isEmptyTest = operands.length === 1 && operands[0]?.kind === 'empty';
  if (EMPTY_OPERATORS.includes(operator) && !isEmptyTest)
    throw refusal(
      400,
      `The operator '${operator}' can only be used with EMPTY and NULL for the field '${term.field}'.`,
    );
  if (!field.operators.includes(operator))
    throw refusal(400, `The operator '${operator}' is not supported by the '${term.field}' field.`);
  if (isEmptyTest) return emptyTest(term, field);
  switch (field.kind) {
    case 'set':
      return setTest(term, field.resolve, field.valuesOf, context);
    case 'text':
      return textTest(term, field.textOf);
    case 'date': {
      const wanted = readMoment(operands[0]?.text ?? '', term.field, context.now);
      return (candidate) => compare(Date.parse(field.momentOf(candidate)), operator, wanted);
    }
  }
}

function textTest({ operator, operands }: Term, textOf: (candidate: Candidate) => string): Matches {
  const words = wordsOf(operands);
  return (candidate) => {
    const text = textOf(candidate).toLowerCase();
    return text !== '' && words.every((word) => text.includes(word)) === (operator === '~');
  };
}

function emptyTest({ operator, field: name }: Term, field: JqlField): Matches {
  if (field.kind !== 'set') throw refusal(400, `The field '${name}' does not support searching for EMPTY values.`);
  const isEmpty: Matches = (candidate) => field.valuesOf(candidate).length === 0;
  return ['is', '=', 'in'].includes(operator) ? isEmpty : (candidate) => !isEmpty(candidate);
}

type SetField = Extract<JqlField, { readonly kind: 'set' }>;

/** What is empty matches neither = nor !=, as in Jira. */
function setTest(
  { field, operator, operands }: Term,
  resolve: SetField['resolve'],
  valuesOf: SetField['valuesOf'],
  context: JqlContext,
): Matches {
  const wanted = new Set(operands.flatMap((operand) => resolveOperand(operand, field, resolve, context)));
  const takesEmpty = operands.some(({ kind }) => kind === 'empty');
  const isPositive = operator === '=' || operator === 'in';
  return (candidate) => {
    const values = valuesOf(candidate);
    if (values.length === 0) return isPositive && takesEmpty;
    return values.some((value) => wanted.has(value)) === isPositive;
  };
}

function resolveOperand(
  { kind, text, given = [] }: Operand,
  field: string,
  resolve: SetField['resolve'],
  context: JqlContext,
): readonly string[] {
  if (kind === 'empty') return [];
  if (kind === 'text') return resolve(text, field, context);
  if (text.toLowerCase() === 'currentuser' && given.length === 0) return [context.currentUser];
  if (text.toLowerCase() === 'issueswithremotelinksbyglobalid') return findLinked(given, field, context);
  throw refusal(400, `Unable to find JQL function '${text}()'.`);
}

const MAX_GLOBAL_IDS = 100;

function findLinked(globalIds: readonly string[], field: string, { world }: JqlContext): readonly string[] {
  const name = 'issuesWithRemoteLinksByGlobalId';
  if (findJqlField(field) !== FIELDS.key)
    throw refusal(400, `A value provided by the function '${name}' is invalid for the field '${field}'.`);
  if (globalIds.length === 0 || globalIds.length > MAX_GLOBAL_IDS)
    throw refusal(
      400,
      `Function '${name}' expected between '1' and '${MAX_GLOBAL_IDS}' arguments but received '${globalIds.length}'.`,
    );
  const isLinked = ({ remoteLinks }: World['store']['issues'][number]) =>
    remoteLinks.some(({ globalId }) => globalId !== undefined && globalIds.includes(globalId));
  return world.store.issues.filter(isLinked).map(({ id }) => id);
}

const wordsOf = (operands: readonly Operand[]) =>
  operands.flatMap(({ text }) => text.toLowerCase().replaceAll(/["*]/g, ' ').split(/\s+/).filter(Boolean));

const UNITS: Readonly<Record<string, number>> = { w: 604_800_000, d: 86_400_000, h: 3_600_000, m: 60_000 };

/** `2026-01-02`, `2026/01/02 03:04` in UTC, or `-7d` from now. */
function readMoment(text: string, field: string, now: Date): number {
  const [, sign, amount, unit] = /^([+-]?)(\d{1,6})([wdhm])$/.exec(text) ?? [];
  if (amount !== undefined) return now.getTime() + (sign === '-' ? -1 : 1) * Number(amount) * (UNITS[unit ?? ''] ?? 0);
  const [, day, time = '00:00'] = /^(\d{4}[-/]\d{2}[-/]\d{2})(?: (\d{2}:\d{2}))?$/.exec(text) ?? [];
  const moment = Date.parse(`${(day ?? '').replaceAll('/', '-')}T${time}:00Z`);
  if (!Number.isNaN(moment)) return moment;
  throw refusal(
    400,
    `Date value '${text}' for field '${field}' is invalid. Valid formats include: 'yyyy/MM/dd HH:mm', 'yyyy-MM-dd HH:mm', 'yyyy/MM/dd', 'yyyy-MM-dd', or a period format e.g. '-5d', '4w 2d'.`,
  );
}

function compare(moment: number, operator: string, wanted: number): boolean {
  if (operator === '<') return moment < wanted;
  if (operator === '<=') return moment <= wanted;
  if (operator === '>') return moment > wanted;
  if (operator === '>=') return moment >= wanted;
  return (moment === wanted) === (operator === '=');
}

/** Sorts as ORDER BY says, the newest first without one. */
export function compareBy(sorts: readonly Sort[]): (one: Candidate, other: Candidate) => number {
  const compares = sorts.map(({ field: name, isDescending }) => {
    const field = findJqlField(name);
    if (!field) throw refusal(400, `Not able to sort using field '${name}'.`);
    const key = field.sortKey;
    return (one: Candidate, other: Candidate) => compareKeys(key(one), key(other)) * (isDescending ? -1 : 1);
  });
  const newestFirst = (one: Candidate, other: Candidate) =>
    compareKeys(FIELDS.key.sortKey(other), FIELDS.key.sortKey(one));
  return (one, other) => {
    for (const compareOne of compares) {
      const order = compareOne(one, other);
      if (order !== 0) return order;
    }
    return newestFirst(one, other);
  };
}

function compareKeys(one: string | number, other: string | number): number {
  if (typeof one === 'number' && typeof other === 'number') return one - other;
  return String(one) < String(other) ? -1 : String(one) > String(other) ? 1 : 0;
}
