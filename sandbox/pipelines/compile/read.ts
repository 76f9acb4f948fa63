import { entriesOf, isEmpty, itemsOf, opened, type Open } from './open.ts';
import { refuse, unsupported, type Place } from './node.ts';

/** The entries of a mapping whose keys are known. */
export interface Fields {
  readonly place: Place;
  readonly get: (key: string) => Open | undefined;
}

/** What a mapping may hold; `missing`: keys that the service has and the sandbox has not. */
export interface Shape {
  readonly keys: readonly string[];
  readonly missing?: readonly string[];
}

/** Reads a mapping. Throws PipelineInvalid for a key that is not known, at its place. */
export function readFields(open: Open, shape: Shape): Fields {
  const mapping = opened(open);
  const { node } = mapping;
  if (node.kind === 'scalar') refuse(node.place, `Unexpected value '${node.text}'`);
  if (node.kind === 'sequence') refuse(node.place, 'A sequence was not expected');
  const fields = new Map<string, Open>();
  for (const { key, value } of entriesOf(mapping)) {
    if (shape.missing?.includes(key.text) === true) unsupported(key.place, `'${key.text}' here`);
    if (!shape.keys.includes(key.text)) refuse(key.place, `Unexpected value '${key.text}'`);
    fields.set(key.text, value);
  }
  return { place: node.place, get: (key) => fields.get(key) };
}

/** The first key of a mapping says what it is; undefined for an empty one. */
export function firstKey(open: Open): { readonly text: string; readonly place: Place } | undefined {
  for (const { key } of entriesOf(open)) return key;
  return undefined;
}

/** The text of a scalar; undefined without one. Throws PipelineInvalid for a list or a mapping. */
export function readText(open: Open | undefined): string | undefined {
  if (open === undefined) return undefined;
  const { node } = opened(open);
  if (node.kind === 'scalar') return node.text;
  return refuse(node.place, node.kind === 'sequence' ? 'A sequence was not expected' : 'A mapping was not expected');
}

/** A text that may not be empty. */
export function readName(open: Open | undefined): string | undefined {
  const text = readText(open);
  if (open !== undefined && text === '') refuse(open.node.place, "Unexpected value ''");
  return text;
}

const BOOLEANS: ReadonlyMap<string, boolean> = new Map([
  ...['true', 'y', 'yes', 'on'].map((text) => [text, true] as const),
  ...['false', 'n', 'no', 'off'].map((text) => [text, false] as const),
]);

/** A boolean as YAML of old writes it. */
export function readBoolean(open: Open | undefined, otherwise: boolean): boolean {
  const text = readText(open);
  if (open === undefined || text === undefined) return otherwise;
  const value = BOOLEANS.get(text.toLowerCase());
  return value ?? refuse(open.node.place, `Expected a Boolean value. Actual value: '${text}'`);
}

/** A whole number from zero on. */
export function readCount(open: Open | undefined, otherwise: number): number {
  const text = readText(open);
  if (open === undefined || text === undefined) return otherwise;
  if (/^\d{1,9}$/.test(text)) return Number(text);
  return refuse(open.node.place, `Expected an integer value. Actual value: '${text}'`);
}

/** One of some words. */
export function readWord<T extends string>(open: Open | undefined, words: readonly T[]): T | undefined {
  const text = readText(open);
  if (open === undefined || text === undefined) return undefined;
  return words.find((word) => word === text) ?? refuse(open.node.place, `Unexpected value '${text}'`);
}

/** A list of texts, or one text. Empty without any. */
export function readTexts(open: Open | undefined): readonly { readonly text: string; readonly place: Place }[] {
  if (open === undefined || isEmpty(opened(open))) return [];
  const list = opened(open);
  const all = list.node.kind === 'scalar' ? [list] : [...itemsOf(list)];
  return all.map((item) => ({ text: readText(item) ?? '', place: item.node.place }));
}

/** A mapping of texts, as of `env:` and `inputs:`. */
export function readTextMap(open: Open | undefined): Readonly<Record<string, string>> {
  if (open === undefined || isEmpty(opened(open))) return {};
  return Object.fromEntries([...entriesOf(open)].map(({ key, value }) => [key.text, readText(value) ?? '']));
}
