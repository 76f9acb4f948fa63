import type * as z from 'zod';
import { renderDocument } from './parse-ledger.ts';
import { readDocument } from './read-document.ts';
import { type LedgerServices, writeLedger } from './write-ledger.ts';

/** What may write a document of the ledger that stands for itself: no index lists it. */
export type DocumentServices = LedgerServices;

export interface DocumentPlace<Document> {
  /** In the ledger, without a slash in front. */
  readonly path: string;
  readonly shape: z.ZodType<Document>;
}

/** What is made of a document as it stands: its next version, its end, or nothing to write. */
export type DocumentDecision<Document, Value> =
  | {
      readonly kind: 'write';
      readonly document: Document;
      /** The commit's message, a sentence for people. */
      readonly message: string;
      readonly value: Value;
    }
  | { readonly kind: 'remove'; readonly message: string; readonly value: Value }
  | { readonly kind: 'keep'; readonly value: Value };

/**
 * Reads a document, lets `decide` decide, and writes what it says if the ledger still stands where it was read; else reads
 * and decides again. `decide` may be asked many times. Throws LEDGER_BUSY, LEDGER_UNREADABLE and LEDGER_NEWER_SCHEMA.
 */
export async function updateDocument<Document, Value>(
  services: DocumentServices,
  { path, shape }: DocumentPlace<Document>,
  decide: (current: Document | undefined) => DocumentDecision<Document, Value>,
): Promise<Value> {
  const step = await writeLedger(services, async (head) => {
    const decision = decide(await readDocument(services.ledger, head, path, shape));
    if (decision.kind === 'keep') return decision;
    const { message, value } = decision;
    const content = decision.kind === 'remove' ? undefined : renderDocument(decision.document);
    return { kind: 'write', message, files: [{ path, content }], value };
  });
  if (step.kind === 'write') services.log.debug(`Ledger: ${step.message}`);
  return step.value;
}

/** The document as it stands now; undefined when there is none. */
export async function fetchDocument<Document>(
  { ledger }: Pick<DocumentServices, 'ledger'>,
  { path, shape }: DocumentPlace<Document>,
): Promise<Document | undefined> {
  return readDocument(ledger, await ledger.readHead(), path, shape);
}
