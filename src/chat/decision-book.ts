import { renderDocument } from '../release/ledger/parse-ledger.ts';
import { readDocument } from '../release/ledger/read-document.ts';
import { type LedgerServices, writeLedger } from '../release/ledger/write-ledger.ts';
import { type DecisionDocument, type DecisionKey, decisionPlace, isGenuine } from './decision-document.ts';
import { type MessageRecord, recordPlace } from './message-record.ts';
import { cutLine } from './person.ts';
import type { Seal } from './ports.ts';
import { forgedDecision } from './question-errors.ts';
import type { Hash } from './subject.ts';

export interface BookServices extends LedgerServices {
  readonly hash: Hash;
  /** Undefined without a signing key: then no decision can be believed. */
  readonly seal: Seal | undefined;
}

/** What the ledger says of a question at one moment. */
export interface BookPage {
  readonly record: MessageRecord | undefined;
  readonly decision: DecisionDocument | undefined;
}

/** What is made of a page: the decision, the end of the question without one, or nothing. */
export type BookStep<Value> =
  | { readonly kind: 'decide'; readonly decision: DecisionDocument; readonly value: Value }
  | { readonly kind: 'close'; readonly record: MessageRecord; readonly value: Value }
  | { readonly kind: 'keep'; readonly value: Value };

/** Throws LEDGER_*, and SLACK_DECISION_FORGED for a decision that no job with our key wrote. */
export async function readPage(
  services: Pick<BookServices, 'ledger' | 'hash' | 'seal'>,
  key: DecisionKey,
  head: string | undefined,
): Promise<BookPage> {
  const { path, shape } = recordPlace(key.subject, services.hash);
  const [record, decision] = await Promise.all([
    readDocument(services.ledger, head, path, shape),
    readDecision(services, key, head),
  ]);
  return { record, decision };
}

/** The same of the decision alone. */
export async function readDecision(
  { ledger, hash, seal }: Pick<BookServices, 'ledger' | 'hash' | 'seal'>,
  key: DecisionKey,
  head: string | undefined,
): Promise<DecisionDocument | undefined> {
  const { path, shape } = decisionPlace(key.run, key.subject, hash);
  const decision = await readDocument(ledger, head, path, shape);
  if (decision === undefined || (seal !== undefined && isGenuine(seal, key, decision))) return decision;
  throw forgedDecision(path);
}

/**
 * Lets `decide` judge record and decision of one moment, and writes its step only if the ledger still stands there: of any
 * number of jobs that decide at once, one does, and a question that was closed is decided by nobody. It may be asked many
 * times. Throws as `readPage` does.
 */
export async function turnPage<Value>(
  services: BookServices,
  key: DecisionKey,
  decide: (page: BookPage) => BookStep<Value>,
): Promise<Value> {
  const { value } = await writeLedger(services, async (head) => {
    const page = await readPage(services, key, head);
    const step = decide(page);
    // Created once, whatever is asked for.
    if (step.kind === 'keep' || page.decision !== undefined) return { kind: 'keep', value: step.value };
    return { kind: 'write', ...fileOf(services, key, step), value: step.value };
  });
  return value;
}

function fileOf<Value>({ hash }: BookServices, key: DecisionKey, step: Exclude<BookStep<Value>, { kind: 'keep' }>) {
  if (step.kind === 'close') {
    const { question: _closed, ...record } = step.record;
    const { path } = recordPlace(key.subject, hash);
    return { message: `Question ${key.subject} closed`, files: [{ path, content: renderDocument(record) }] };
  }
  const { decision } = step;
  const by = decision.via === 'timeout' ? 'nobody in time' : cutLine(decision.name ?? decision.decidedBy, 80);
  return {
    message: `Question ${key.subject} of run ${key.run} answered with ${cutLine(decision.decision, 75)} by ${by}`,
    files: [{ path: decisionPlace(key.run, key.subject, hash).path, content: renderDocument(decision) }],
  };
}
