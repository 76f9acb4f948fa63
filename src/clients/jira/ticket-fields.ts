import type { AllowedValue, FieldKind, FieldValue, FieldValues, TicketField } from '../../tickets/ports.ts';
import type { Fields, RichText } from './jira-api.ts';
import type { WireFieldMeta } from './wire.ts';

/** A field of a screen; `id` is used when the description does not name itself. */
export function ticketField(meta: WireFieldMeta, id?: string): TicketField | undefined {
  const fieldId = id ?? meta.fieldId ?? meta.key;
  if (!fieldId) return undefined;
  return {
    id: fieldId,
    name: meta.name ?? fieldId,
    kind: fieldKind(meta),
    required: meta.required ?? false,
    hasDefault: meta.hasDefaultValue ?? false,
    allowed: allowedValues(meta),
  };
}

/** Types of which a value is written as its id. */
const CHOICES = new Set(['option', 'priority', 'resolution', 'component', 'securitylevel', 'issuetype', 'project']);
const RICH = new Set(['description', 'environment']);

/** Types that are called the same here. */
const SAME: ReadonlyMap<string, FieldKind> = new Map(
  (['number', 'date', 'version', 'user'] as const).map((kind) => [kind, kind]),
);

function fieldKind({ schema }: WireFieldMeta): FieldKind {
  const type = schema?.type ?? '';
  if (type === 'array') return arrayKind(schema ?? {});
  if (type === 'string') return isRich(schema ?? {}) ? 'richText' : 'text';
  return SAME.get(type) ?? (CHOICES.has(type) ? 'option' : 'other');
}

type Schema = NonNullable<WireFieldMeta['schema']>;

const isRich = ({ system, custom }: Schema): boolean =>
  RICH.has(system ?? '') || (custom?.endsWith(':textarea') ?? false);

function arrayKind({ items, custom }: Schema): FieldKind {
  if (items === 'version') return 'versions';
  // Sprints and the like are lists of texts too, but take numbers.
  if (items === 'string') return !custom || custom.endsWith(':labels') ? 'labels' : 'other';
  return CHOICES.has(items ?? '') ? 'options' : 'other';
}

function allowedValues({ allowedValues: values }: WireFieldMeta): readonly AllowedValue[] | undefined {
  return values?.flatMap(({ id, name, value, key }) => {
    const text = name ?? value ?? key ?? id;
    return id && text ? [{ id, name: text }] : [];
  });
}

/** Values by field id, as they go over the wire. */
export function wireFields(fields: FieldValues, richText: RichText): Fields {
  return Object.fromEntries([...fields].map(([id, value]) => [id, wireValue(value, richText)]));
}

function wireValue(value: FieldValue, richText: RichText): unknown {
  switch (value.kind) {
    case 'text':
      return value.text;
    case 'markdown':
      return richText.write(value.markdown);
    case 'number':
      return value.number;
    case 'option':
      return { id: value.id };
    case 'options':
      return value.ids.map((id) => ({ id }));
    case 'labels':
      return value.labels;
    case 'json':
      return value.value;
  }
}
