import type * as z from 'zod';
import type { LedgerBranch } from '../ports.ts';
import { parseDocument } from './parse-ledger.ts';

/** A document of the ledger as of one of its commits; undefined when it is not there. Throws as `parseDocument` does. */
export async function readDocument<Value>(
  ledger: LedgerBranch,
  head: string | undefined,
  path: string,
  shape: z.ZodType<Value>,
): Promise<Value | undefined> {
  const text = head === undefined ? undefined : await ledger.readFile(head, path);
  return text === undefined ? undefined : parseDocument(text, shape, path);
}
