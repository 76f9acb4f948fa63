import { renderDocument } from '../release/ledger/parse-ledger.ts';
import { readDocument } from '../release/ledger/read-document.ts';
import { type LedgerServices, writeLedger } from '../release/ledger/write-ledger.ts';
import { type DecisionDocument, decisionPlace } from './decision-document.ts';
import { type MessageRecord, recordPlace } from './message-record.ts';
import { cutLine } from './person.ts';
import type { Hash } from './subject.ts';

export interface BookServices extends LedgerServices {
  readonly hash: Hash;
}

/** Which question of which run. */
export interface BookKey {
  readonly run: number;
  readonly subject: string;
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

export async function readPage(
  { ledger, hash }: Pick<BookServices, 'ledger' | 'hash'>,
  { run, subject }: BookKey,
  head: string | undefined,
): Promise<BookPage> {
  const [message, made] = [recordPlace(subject, hash), decisionPlace(run, subject, hash)];
  const [record, decision] = await Promise.all([
    readDocument(ledger, head, message.path, message.shape),
    readDocument(ledger, head, made.path, made.shape),
  ]);
  return { record, decision };
}

/**
 * Lets `decide` judge record and decision of one moment, and writes its step only if the ledger still stands there: of any
 * number of jobs that decide at once, one does, and a question that was closed is decided by nobody. It may be asked many
 * times. Throws LEDGER_*.
 */
export async function turnPage<Value>(
  services: BookServices,
  key: BookKey,
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

function fileOf<Value>({ hash }: BookServices, key: BookKey, step: Exclude<BookStep<Value>, { kind: 'keep' }>) {
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
