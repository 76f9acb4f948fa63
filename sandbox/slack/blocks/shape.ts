/**
 * Small checks that are put together to those of Block Kit. Each adds what is wrong in Slack's words, with the JSON
 * pointer of the place.
 */
export type Check = (value: unknown, pointer: string, problems: string[]) => void;

export type Fields = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** `must be less than 76 characters [json-pointer:/blocks/0/text/text]` */
export const problemAt = (pointer: string, text: string): string => `${text} [json-pointer:${pointer}]`;

/** A JSON object of known properties. */
export function object(
  required: Readonly<Record<string, Check>>,
  optional: Readonly<Record<string, Check>> = {},
): Check {
  return (value, pointer, problems) => {
    if (!isObject(value)) return void problems.push(problemAt(pointer, 'must provide an object'));
    for (const [name, check] of Object.entries(required)) {
      if (value[name] === undefined || value[name] === null)
        problems.push(problemAt(pointer, `missing required field: ${name}`));
      else check(value[name], `${pointer}/${name}`, problems);
    }
    for (const [name, part] of Object.entries(value)) {
      if (Object.hasOwn(required, name)) continue;
      const check = Object.hasOwn(optional, name) ? optional[name] : undefined;
      if (!check) problems.push(problemAt(pointer, `invalid additional property: ${name}`));
      else check(part, `${pointer}/${name}`, problems);
    }
  };
}

/** Text of so many characters, as they are sent. */
export function text(most: number, least = 1): Check {
  return (value, pointer, problems) => {
    if (typeof value !== 'string') problems.push(problemAt(pointer, 'must provide a string'));
    else if (value.length < least) problems.push(problemAt(pointer, `must be more than ${least - 1} characters`));
    else if (value.length > most) problems.push(problemAt(pointer, `must be less than ${most + 1} characters`));
  };
}

export const matching =
  (pattern: RegExp, message: string): Check =>
  (value, pointer, problems) => {
    if (typeof value !== 'string' || !pattern.test(value)) problems.push(problemAt(pointer, message));
  };

export const boolean: Check = (value, pointer, problems) => {
  if (typeof value !== 'boolean') problems.push(problemAt(pointer, 'must provide a boolean'));
};

export const integer =
  (least = Number.MIN_SAFE_INTEGER, most = Number.MAX_SAFE_INTEGER): Check =>
  (value, pointer, problems) => {
    if (!Number.isInteger(value)) problems.push(problemAt(pointer, 'must provide an integer'));
    else if ((value as number) < least || (value as number) > most)
      problems.push(problemAt(pointer, `must be a number between ${least} and ${most}`));
  };

export const oneOf =
  (...words: readonly unknown[]): Check =>
  (value, pointer, problems) => {
    if (!words.includes(value)) problems.push(problemAt(pointer, 'must be a valid enum value'));
  };

export function list(item: Check, { least = 1, most }: { readonly least?: number; readonly most: number }): Check {
  return (value, pointer, problems) => {
    if (!Array.isArray(value)) return void problems.push(problemAt(pointer, 'must provide an array'));
    if (value.length < least) problems.push(problemAt(pointer, `no fewer than ${least} items allowed`));
    if (value.length > most) problems.push(problemAt(pointer, `no more than ${most} items allowed`));
    for (const [index, part] of value.entries()) item(part, `${pointer}/${index}`, problems);
  };
}

/** An object whose `type` says which check it must pass. */
export function byType(checks: Readonly<Record<string, Check>>): Check {
  return (value, pointer, problems) => {
    if (!isObject(value)) return void problems.push(problemAt(pointer, 'must provide an object'));
    const { type } = value;
    if (typeof type !== 'string') return void problems.push(problemAt(pointer, 'missing required field: type'));
    const check = Object.hasOwn(checks, type) ? checks[type] : undefined;
    if (check) check(value, pointer, problems);
    else problems.push(problemAt(`${pointer}/type`, `unsupported type: ${type}`));
  };
}

/** Both, the second for what the first lets through. */
export const also =
  (first: Check, second: Check): Check =>
  (value, pointer, problems) => {
    const before = problems.length;
    first(value, pointer, problems);
    if (problems.length === before) second(value, pointer, problems);
  };

/** A rule of an object as a whole; gives what is wrong with it. */
export const rule =
  (find: (value: Fields) => string | undefined): Check =>
  (value, pointer, problems) => {
    const problem = isObject(value) ? find(value) : undefined;
    if (problem !== undefined) problems.push(problemAt(pointer, problem));
  };

/** An absolute address of the web. */
export function url(most: number): Check {
  return also(text(most), (value, pointer, problems) => {
    const address = String(value);
    if (!URL.canParse(address) || !/^(https?|mailto|slack):/i.test(address) || /\s/.test(address))
      problems.push(problemAt(pointer, 'invalid url'));
  });
}
