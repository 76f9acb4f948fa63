import type * as z from 'zod';
import { SlipwayError } from '../../errors.ts';
import { LEDGER_SCHEMA } from './ledger-documents.ts';

/**
 * A document of the ledger. Throws LEDGER_NEWER_SCHEMA for what a newer Slipway wrote, which is never guessed at, and
 * LEDGER_UNREADABLE for what is no such document.
 */
export function parseDocument<Value>(text: string, shape: z.ZodType<Value>, path: string): Value {
  const value = parseJson(text, path);
  const schema = typeof value === 'object' && value !== null && 'schema' in value ? value.schema : undefined;
  if (typeof schema === 'number' && schema > LEDGER_SCHEMA) {
    throw new SlipwayError(`${path} of the ledger was written by a newer Slipway (schema ${schema}).`, {
      kind: 'conflict',
      code: 'LEDGER_NEWER_SCHEMA',
      hint: 'Update the extension in this organisation; nothing was changed.',
    });
  }
  const parsed = shape.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw unreadable(path, `${issue?.path.map(String).join('.') ?? ''}: ${issue?.message ?? 'unknown'}`);
}

/** As it is stored: indented, so that a commit of the ledger can be read by people. */
export const renderDocument = (document: unknown): string => `${JSON.stringify(document, null, 2)}\n`;

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw unreadable(path, 'it is no JSON');
  }
}

const unreadable = (path: string, why: string): SlipwayError =>
  new SlipwayError(`${path} of the ledger cannot be read: ${why}.`, {
    kind: 'conflict',
    code: 'LEDGER_UNREADABLE',
    hint: 'Somebody changed it by hand: restore the file from the history of the ledger branch.',
  });
