import type { Issue, ScreenField } from '../documents.ts';
import { JiraError } from '../errors.ts';
import { applyOperations } from './apply-operations.ts';
import { parseValue, type FieldContext, type Parsed } from './parse-value.ts';
import { findField } from './system-fields.ts';

interface FieldChanges {
  readonly fields: Readonly<Record<string, unknown>>;
  readonly update: Readonly<Record<string, unknown>>;
}

export type FieldValues = Record<string, unknown>;

interface SetOptions {
  /** What may be set here. */
  readonly screen: readonly ScreenField[];
  readonly context: FieldContext;
  /** The values before. */
  readonly old: Readonly<FieldValues>;
  /** Whether what the screen requires must be there in the end. */
  readonly isComplete: boolean;
}

const NOT_ON_SCREEN = (id: string) => `Field '${id}' cannot be set. It is not on the appropriate screen, or unknown.`;

/** The values of an issue after a request; throws 400 with a message for each field that is refused. */
export function setFields(changes: FieldChanges, { screen, context, old, isComplete }: SetOptions): FieldValues {
  const errors: Record<string, string> = {};
  const reasons: string[] = [];
  const values: FieldValues = { ...old };
  const take = (id: string, parse: (before: unknown) => Parsed | undefined) => {
    const parsed = screen.some(({ field }) => field === id) ? parse(values[id]) : undefined;
    if (parsed?.status === 'ok') values[id] = parsed.value;
    else errors[id] = parsed?.message ?? NOT_ON_SCREEN(id);
    if (parsed?.status === 'refused' && parsed.reason !== undefined) reasons.push(parsed.reason);
  };
  for (const [id, given] of Object.entries(changes.fields)) {
    const field = findField(context.project, id);
    take(id, () => field && parseValue(given, field, context));
  }
  for (const [id, operations] of Object.entries(changes.update)) {
    if (id in changes.fields) errors[id] = `Field '${id}' cannot appear in both 'fields' and 'update'`;
    const field = findField(context.project, id);
    take(id, (before) => field && applyOperations(before, operations, field, context));
  }
  if (isComplete) Object.assign(errors, findMissing(values, screen, context, errors));
  refuse(errors, reasons);
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}

const WHEN_MISSING: Readonly<Record<string, string>> = {
  summary: 'You must specify a summary of the issue.',
  parent: 'Issue type is a sub-task but parent issue key or id not specified.',
};

function findMissing(
  values: Readonly<FieldValues>,
  screen: readonly ScreenField[],
  { project }: FieldContext,
  errors: Readonly<Record<string, string>>,
): Record<string, string> {
  const missing = screen.filter(
    ({ field, required }) =>
      required && !['project', 'issuetype'].includes(field) && values[field] === undefined && !(field in errors),
  );
  return Object.fromEntries(
    missing.map(({ field }) => [
      field,
      WHEN_MISSING[field] ?? `${findField(project, field)?.name ?? field} is required.`,
    ]),
  );
}

function refuse(errors: Readonly<Record<string, string>>, reasons: readonly string[]): void {
  if (Object.keys(errors).length === 0) return;
  // A document that the schema refuses is named without its field.
  const invalid = Object.values(errors).includes('INVALID_INPUT');
  const rest = Object.fromEntries(Object.entries(errors).filter(([, message]) => message !== 'INVALID_INPUT'));
  throw new JiraError(400, {
    messages: invalid ? ['INVALID_INPUT'] : [],
    errors: rest,
    ...(reasons.length > 0 ? { reason: reasons.join('; ') } : {}),
  });
}

/** Sets what a value of an issue is, or takes it away. */
export function putValue(issue: Issue, id: string, value: unknown): void {
  if (value === undefined)
    issue.fields = Object.fromEntries(Object.entries(issue.fields).filter(([key]) => key !== id));
  else issue.fields = { ...issue.fields, [id]: value };
}
