import type { AllowedValue, FieldKind, FieldValue, FieldValues, TicketField } from './ports.ts';
import { sameLetters } from './status-target.ts';

/** Values that a pipeline gives, by a field's name or id, in any case; JSON data. */
export type GivenFields = Readonly<Record<string, unknown>>;

export interface FilledFields {
  readonly values: FieldValues;
  /** Which of the given names were used. */
  readonly used: readonly string[];
  /** What keeps the screen from being submitted, each as a sentence; empty when nothing does. */
  readonly problems: readonly string[];
}

/**
 * Fills a screen with what was given for it. Names the required fields that stay empty, with what they allow; those of
 * `present` (ids) have a value already.
 */
export function fillFields(
  fields: readonly TicketField[],
  given: GivenFields,
  present: readonly string[] = [],
): FilledFields {
  const values = new Map<string, FieldValue>();
  const used: string[] = [];
  const problems: string[] = [];
  for (const field of fields) {
    const name = Object.keys(given).find((one) => one === field.id || sameLetters(one) === sameLetters(field.name));
    if (name === undefined) {
      const isThere = field.hasDefault || present.includes(field.id);
      const isMissing = field.required && !isThere;
      if (isMissing) problems.push(`${describeField(field)} is required${allowedText(field)}.`);
      continue;
    }
    used.push(name);
    const value = convert(field, given[name]);
    if (value === undefined)
      problems.push(`${describeField(field)} cannot be ${show(given[name])}${allowedText(field)}.`);
    else values.set(field.id, value);
  }
  return { values, used, problems };
}

export const describeField = ({ id, name }: TicketField): string =>
  sameLetters(id) === sameLetters(name) ? `The field ${name}` : `The field ${name} (${id})`;

const MAX_LISTED = 30;

/** The allowed values as an end of a sentence; empty when anything goes. */
export function allowedText({ allowed }: Pick<TicketField, 'allowed'>): string {
  if (allowed === undefined) return '';
  if (allowed.length === 0) return ', and it allows no value at present';
  const names = allowed.slice(0, MAX_LISTED).map(({ name }) => name);
  return `; allowed: ${names.join(', ')}${allowed.length > MAX_LISTED ? `, and ${allowed.length - MAX_LISTED} more` : ''}`;
}

/** Undefined when the value does not fit. Objects, and lists of them, are passed on: their author knows the tracker. */
function convert(field: TicketField, value: unknown): FieldValue | undefined {
  return isStructured(value) ? { kind: 'json', value } : CONVERTERS[field.kind](field, value);
}

type Converter = (field: TicketField, value: unknown) => FieldValue | undefined;

const toOption: Converter = (field, value) => {
  const ids = findIds(field, value);
  return ids?.length === 1 ? { kind: 'option', id: ids[0] ?? '' } : undefined;
};

const toOptions: Converter = (field, value) => {
  const ids = findIds(field, value);
  return ids && { kind: 'options', ids };
};

/** A day, or a moment as Jira writes one. */
const DATE = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})?)?$/;

const CONVERTERS: Readonly<Record<FieldKind, Converter>> = {
  text: (_, value) => (isScalar(value) ? { kind: 'text', text: String(value) } : undefined),
  richText: (_, value) => (isScalar(value) ? { kind: 'markdown', markdown: String(value) } : undefined),
  number: (_, value) => {
    const isNumber = isScalar(value) && String(value).trim() !== '' && Number.isFinite(Number(value));
    return isNumber ? { kind: 'number', number: Number(value) } : undefined;
  },
  date: (_, value) => (typeof value === 'string' && DATE.test(value) ? { kind: 'text', text: value } : undefined),
  option: toOption,
  user: toOption,
  version: toOption,
  options: toOptions,
  versions: toOptions,
  labels: (_, value) => {
    const labels = itemsOf(value);
    return labels.length > 0 && labels.every((label) => !/\s/.test(label)) ? { kind: 'labels', labels } : undefined;
  },
  other: (_, value) => ({ kind: 'json', value }),
};

/** Ids of allowed values that were given by name or id; a field that allows anything takes them as they are. */
function findIds({ allowed, kind }: TicketField, value: unknown): readonly string[] | undefined {
  // A name may hold a comma, where only one can be meant.
  const whole = isScalar(value) ? findAllowed(allowed, String(value)) : undefined;
  if (whole !== undefined) return [whole];
  const items = kind === 'option' && isScalar(value) ? [String(value)] : itemsOf(value);
  const ids = items.map((item) => (allowed === undefined ? item : findAllowed(allowed, item)));
  return ids.length > 0 && ids.every((id) => id !== undefined) ? ids : undefined;
}

const findAllowed = (allowed: readonly AllowedValue[] | undefined, text: string): string | undefined =>
  (
    allowed?.find(({ id }) => id === text.trim()) ??
    allowed?.find(({ name }) => sameLetters(name) === sameLetters(text))
  )?.id;

const itemsOf = (value: unknown): readonly string[] =>
  (Array.isArray(value) ? value.map(String) : isScalar(value) ? String(value).split(',') : [])
    .map((item) => item.trim())
    .filter((item) => item !== '');

const isScalar = (value: unknown): value is string | number | boolean =>
  ['string', 'number', 'boolean'].includes(typeof value);

const isStructured = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && (!Array.isArray(value) || !value.every(isScalar));

const show = (value: unknown): string => JSON.stringify(value).slice(0, 80);
