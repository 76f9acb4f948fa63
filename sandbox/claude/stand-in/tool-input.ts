import { minimalValue, type JsonSchema } from '../schema/fit-to-schema.ts';

/** What a call is to say, whatever the tool's parameters are named. */
export interface Hints {
  readonly path?: string;
  readonly start?: number;
  readonly end?: number;
  readonly count?: number;
  readonly pattern?: string;
}

const NAMES: readonly (readonly [RegExp, keyof Hints])[] = [
  [/^(?:file_?)?(?:path|name)$|^file$/i, 'path'],
  [/^(?:start|from|first|offset)(?:_?line)?$|^line$/i, 'start'],
  [/^(?:end|to|last)(?:_?line)?$/i, 'end'],
  [/^(?:limit|count|lines|max_?lines|line_?count)$/i, 'count'],
  [/^(?:pattern|query|regexp?|search|text)$/i, 'pattern'],
];

/** An input for a tool's schema: what the hints say, and the least of what is required beyond that. */
export function inputFor(schema: Readonly<Record<string, unknown>>, hints: Hints): Record<string, unknown> {
  const { properties = {}, required = [] } = schema as JsonSchema;
  const entries = Object.entries(properties).flatMap(([name, inner]): [string, unknown][] => {
    const hint = NAMES.find(([pattern]) => pattern.test(name))?.[1];
    if (hint !== undefined && hints[hint] !== undefined) return [[name, hints[hint]]];
    return required.includes(name) ? [[name, minimalValue(inner)]] : [];
  });
  return Object.fromEntries(entries);
}
