import type * as z from 'zod';
import { SlipwayError } from '../errors.ts';
import { AUDIT_SCHEMA, AuditDocument, AuditHead } from './audit-document.ts';
import { countClasses, figuresOf } from './audit-figures.ts';

/**
 * An audit as ReleaseAudit wrote it; `name` is what it is called in messages. Throws AUDIT_NEWER_SCHEMA for what a newer
 * Slipway wrote, and AUDIT_UNREADABLE for what is no audit or contradicts itself: figures that do not fit the rows would
 * be believed.
 */
export function parseAudit(value: unknown, name: string): AuditDocument {
  const audit = parse(value, AuditDocument, name);
  const { tickets, commits, repositories } = audit;
  const counted = countClasses(tickets, commits);
  for (const side of ['tickets', 'commits'] as const)
    for (const [key, count] of Object.entries(counted[side]))
      expectSame(name, `classes.${side}.${key}`, { is: audit.classes[side][key as 'total'], rows: count });
  for (const [key, figure] of Object.entries(figuresOf(counted)))
    expectSame(name, key, { is: audit[key as 'storiesTotal'], rows: figure });
  const known = new Set(repositories.map((repository) => repository.name));
  const [stray] = commits.filter(({ repository }) => !known.has(repository));
  if (stray) throw unreadable(name, `commit ${stray.id} is of ${stray.repository}, which is not among repositories`);
  const ids = new Set(commits.map(({ id }) => id));
  for (const { key, commits: own } of tickets) {
    const missing = own.find((id) => !ids.has(id));
    if (missing !== undefined) throw unreadable(name, `${key} names commit ${missing}, which is not among commits`);
  }
  return audit;
}

/** The head of an audit alone. Throws as `parseAudit`. */
export const parseAuditHead = (value: unknown, name: string): AuditHead => parse(value, AuditHead, name);

/** An audit from a file. Throws as `parseAudit`, also for what is no JSON. */
export function parseAuditFile(text: string, name: string): AuditDocument {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    throw unreadable(name, 'it is no JSON');
  }
  return parseAudit(value, name);
}

function parse<Value>(value: unknown, shape: z.ZodType<Value>, name: string): Value {
  const schema = typeof value === 'object' && value !== null && 'schema' in value ? value.schema : undefined;
  if (typeof schema === 'number' && schema > AUDIT_SCHEMA) {
    throw new SlipwayError(`${name} was written by a newer Slipway (schema ${schema}).`, {
      kind: 'conflict',
      code: 'AUDIT_NEWER_SCHEMA',
      hint: 'Update the extension in this organisation.',
    });
  }
  const parsed = shape.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw unreadable(name, [issue?.path.map(String).join('.'), issue?.message].filter(Boolean).join(': '));
}

function expectSame(name: string, key: string, { is, rows }: { readonly is: number; readonly rows: number }): void {
  if (is !== rows) throw unreadable(name, `${key} is ${is}, but the rows give ${rows}`);
}

const unreadable = (name: string, why: string): SlipwayError =>
  new SlipwayError(`${name} cannot be read as an audit: ${why}.`, {
    kind: 'conflict',
    code: 'AUDIT_UNREADABLE',
    hint: 'Give the JSON file as ReleaseAudit wrote it, or run the audit again.',
  });
