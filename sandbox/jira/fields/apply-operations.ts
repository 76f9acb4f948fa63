import type { Field, FieldKind } from '../documents.ts';
import { parseValue, type FieldContext, type Parsed } from './parse-value.ts';

const LISTS: readonly FieldKind[] = ['labels', 'versions', 'components', 'options'];

/** The operations that a field takes in `update`, as its metadata lists them. */
export const operationsOf = ({ kind }: Field): readonly string[] =>
  LISTS.includes(kind) ? ['add', 'set', 'remove'] : ['set'];

/** The value of a field after the operations of `update`, one after the other. */
export function applyOperations(old: unknown, operations: unknown, field: Field, context: FieldContext): Parsed {
  if (!Array.isArray(operations)) return { status: 'refused', message: 'data was not an array' };
  let value = old;
  for (const operation of operations as readonly unknown[]) {
    const applied = applyOperation(value, operation, field, context);
    if (applied.status === 'refused') return applied;
    value = applied.value;
  }
  return { status: 'ok', value };
}

function applyOperation(old: unknown, operation: unknown, field: Field, context: FieldContext): Parsed {
  const entries = typeof operation === 'object' && operation !== null ? Object.entries(operation) : [];
  const [entry] = entries;
  if (!entry || entries.length > 1) return { status: 'refused', message: 'Each operation has exactly one verb.' };
  const [verb, given] = entry as [string, unknown];
  if (!operationsOf(field).includes(verb))
    return {
      status: 'refused',
      message: `Field with id '${field.id}' and name '${field.name}' does not support operation '${verb}' Supported operation(s) are: '${operationsOf(field).join(', ')}'`,
    };
  if (verb === 'set') return parseValue(given, field, context);
  const parsed = parseValue([given], field, context);
  if (parsed.status === 'refused') return parsed;
  const [item] = (parsed.value ?? []) as readonly unknown[];
  const rest = ((old ?? []) as readonly unknown[]).filter((one) => one !== item);
  const value = verb === 'add' ? [...rest, item] : rest;
  return { status: 'ok', value: value.length === 0 ? undefined : value };
}
