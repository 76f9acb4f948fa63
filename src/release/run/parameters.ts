export type Parameters = Readonly<Record<string, string>>;

export type ParsedParameters = { readonly parameters: Parameters } | { readonly problem: string };

const LINE = /^([A-Za-z_][\w.-]*)\s*:(?:\s+(.*))?$/s;

/** Template parameters from lines `name: value`; names differ by more than their case. */
export function parseParameters(lines: readonly string[]): ParsedParameters {
  const found = new Map<string, readonly [string, string]>();
  for (const line of lines) {
    const [, name, value = ''] = LINE.exec(line) ?? [];
    if (name === undefined) return { problem: `${quote(line)} is not of the form name: value.` };
    if (found.has(name.toLowerCase())) return { problem: `${name} is given twice.` };
    found.set(name.toLowerCase(), [name, value.trim()]);
  }
  return { parameters: Object.fromEntries(found.values()) };
}

const quote = (text: string): string => JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}...` : text);

/** The service writes booleans as True. */
const valueOf = (value: string): string => (/^(true|false)$/i.test(value) ? value.toLowerCase() : value);

function normalise(parameters: Parameters): ReadonlyMap<string, string> {
  const pairs = Object.entries(parameters).map(([name, value]): [string, string] => [
    name.toLowerCase(),
    valueOf(value),
  ]);
  return new Map(pairs.sort(([one], [other]) => (one < other ? -1 : 1)));
}

/** True when `run` has all that is given, with the same values; it may have more. */
export function holdsParameters(run: Parameters, given: Parameters): boolean {
  const values = normalise(run);
  return [...normalise(given)].every(([name, value]) => values.get(name) === value);
}

export const sameParameters = (one: Parameters, other: Parameters): boolean =>
  holdsParameters(one, other) && holdsParameters(other, one);

/** One text for all ways to write the same parameters. */
export const parametersKey = (parameters: Parameters): string => JSON.stringify([...normalise(parameters)]);
