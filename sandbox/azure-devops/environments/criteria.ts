import { readJsonPath } from './json-path.ts';

/** A success criterion of Invoke REST API, parsed. */
type Criterion =
  | { readonly kind: 'literal'; readonly value: string | number | boolean }
  | { readonly kind: 'value'; readonly of: 'root' | 'taskinputs'; readonly path: readonly (string | number)[] }
  | { readonly kind: 'call'; readonly name: FunctionName; readonly args: readonly Criterion[] };

/** Name and number of arguments: at least, at most. */
const FUNCTIONS = {
  eq: [2, 2],
  ge: [2, 2],
  le: [2, 2],
  and: [2, Infinity],
  or: [2, Infinity],
  in: [2, Infinity],
  count: [1, 1],
  isnullorempty: [1, 1],
  jsonpath: [1, 1],
} as const;

type FunctionName = keyof typeof FUNCTIONS;

const TOKEN = /\s*(?:('(?:[^']|'')*')|(-?\d+(?:\.\d+)?)|([A-Za-z_]\w*)|([()[\],.]))/y;

const MOST_NESTED = 32;

/** Parses a criterion; throws an Error that says what is wrong for anything that this language has not. */
export function parseCriteria(text: string): Criterion {
  const tokens = tokenize(text);
  let at = 0;
  const next = () => tokens[at++] ?? '';
  const take = (wanted: string) => {
    const token = next();
    if (token !== wanted) throw new Error(`expected '${wanted}', found '${token}'`);
  };

  const parse = (depth: number): Criterion => {
    if (depth > MOST_NESTED) throw new Error('it is nested too deeply');
    const token = next();
    if (token.startsWith("'")) return { kind: 'literal', value: unquote(token) };
    if (/^-?\d/.test(token)) return { kind: 'literal', value: Number(token) };
    const word = token.toLowerCase();
    if (word === 'true' || word === 'false') return { kind: 'literal', value: word === 'true' };
    if (word === 'root' || word === 'taskinputs') return { kind: 'value', of: word, path: parsePath() };
    if (!isFunction(word)) throw new Error(`unrecognized value '${token}'`);
    return { kind: 'call', name: word, args: parseArguments(word, depth) };
  };

  const parsePath = (): readonly (string | number)[] => {
    const path: (string | number)[] = [];
    while (tokens[at] === '[' || tokens[at] === '.') {
      if (next() === '.') {
        path.push(next());
        continue;
      }
      const key = next();
      if (!/^(?:'|\d)/.test(key)) throw new Error(`expected a name in quotes or a number, found '${key}'`);
      path.push(key.startsWith("'") ? unquote(key) : Number(key));
      take(']');
    }
    return path;
  };

  const parseArguments = (name: FunctionName, depth: number): readonly Criterion[] => {
    take('(');
    const args = [parse(depth + 1)];
    while (tokens[at] === ',') {
      at += 1;
      args.push(parse(depth + 1));
    }
    take(')');
    const [least, most] = FUNCTIONS[name];
    if (args.length < least || args.length > most) throw new Error(`${name} does not take ${args.length} arguments`);
    return args;
  };

  const whole = parse(0);
  if (at < tokens.length) throw new Error(`unexpected '${tokens[at] ?? ''}'`);
  return whole;
}

const isFunction = (word: string): word is FunctionName => Object.hasOwn(FUNCTIONS, word);

const unquote = (text: string) => text.slice(1, -1).replaceAll("''", "'");

function tokenize(text: string): readonly string[] {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.trimEnd().length) {
    const at = TOKEN.lastIndex;
    const match = TOKEN.exec(text);
    if (!match) throw new Error(`unexpected '${text.slice(at).trimStart().slice(0, 10)}'`);
    tokens.push(match[0].trim());
  }
  return tokens;
}

interface Judged {
  /** The answer's JSON. */
  readonly root: unknown;
  readonly taskInputs: Readonly<Record<string, string>>;
}

/** Whether a criterion holds; throws an Error when it compares what cannot be compared. */
export const holds = (criterion: Criterion, judged: Judged): boolean => truthy(evaluate(criterion, judged));

function evaluate(criterion: Criterion, judged: Judged): unknown {
  switch (criterion.kind) {
    case 'literal':
      return criterion.value;
    case 'value':
      return criterion.of === 'root' ? walk(judged.root, criterion.path) : input(judged.taskInputs, criterion.path);
    case 'call':
      return CALLS[criterion.name](
        criterion.args.map((arg) => () => evaluate(arg, judged)),
        judged,
      );
  }
}

/** What the functions give; a function evaluates what it needs. */
const CALLS: Readonly<Record<FunctionName, (args: readonly (() => unknown)[], judged: Judged) => unknown>> = {
  and: (args) => args.every((arg) => truthy(arg())),
  or: (args) => args.some((arg) => truthy(arg())),
  in: ([one, ...others]) => others.some((other) => equal(one?.(), other())),
  eq: ([one, other]) => equal(one?.(), other?.()),
  ge: ([one, other]) => compare(one?.(), other?.()) >= 0,
  le: ([one, other]) => compare(one?.(), other?.()) <= 0,
  count: ([list]) => countOf(list?.()),
  isnullorempty: ([value]) => isEmpty(value?.()),
  jsonpath: ([path], { root }) => readJsonPath(root, textOf(path?.())),
};

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

function walk(root: unknown, path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>(
    (value, key) => (isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined),
    root,
  );
}

function input(inputs: Readonly<Record<string, string>>, [name]: readonly (string | number)[]): string | undefined {
  return Object.entries(inputs).find(([key]) => key.toLowerCase() === String(name).toLowerCase())?.[1];
}

const truthy = (value: unknown): boolean => {
  if (typeof value === 'string') return value !== '';
  return value !== undefined && value !== null && value !== false && value !== 0;
};

const textOf = (value: unknown): string => {
  if (typeof value === 'string') return value;
  return value === undefined || value === null ? '' : JSON.stringify(value);
};

/** Texts regardless of their case; the right side becomes what the left one is. */
function equal(one: unknown, other: unknown): boolean {
  if (typeof one === 'number') return one === Number(textOf(other) || NaN);
  if (typeof one === 'boolean') return one === (typeof other === 'string' ? /^true$/i.test(other) : truthy(other));
  if (isObject(one)) return one === other;
  return textOf(one).toLowerCase() === textOf(other).toLowerCase();
}

function compare(one: unknown, other: unknown): number {
  if (typeof one === 'string' && Number.isNaN(Number(one)))
    return one.toLowerCase() < textOf(other).toLowerCase()
      ? -1
      : Number(one.toLowerCase() !== textOf(other).toLowerCase());
  const [left, right] = [Number(textOf(one) || NaN), Number(textOf(other) || NaN)];
  if (Number.isNaN(left) || Number.isNaN(right))
    throw new Error(`unable to compare '${textOf(one)}' with '${textOf(other)}'`);
  return left - right;
}

function countOf(value: unknown): number {
  if (Array.isArray(value)) return value.length;
  if (isObject(value)) return Object.keys(value).length;
  throw new Error('count takes a list');
}

const isEmpty = (value: unknown): boolean =>
  value === undefined || value === null || value === '' || (isObject(value) && Object.keys(value).length === 0);
