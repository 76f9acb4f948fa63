import { pollUntil } from '../poll-until.ts';
import { readDocument } from '../release/ledger/read-document.ts';
import type { ChatServices } from './chat-services.ts';
import type { BookKey } from './decision-book.ts';
import { type DecisionDocument, decisionPlace } from './decision-document.ts';
import type { Wake } from './wake.ts';

const LOOK_MS = 2_000;

/**
 * Waits until the ledger has the decision, or the deadline (milliseconds since 1970) has passed: then undefined. The
 * document is only read when the ledger moved.
 */
export async function watchDecision(
  { ledger, hash, now, log }: ChatServices,
  { run, subject }: BookKey,
  { deadline, wake }: { readonly deadline: number; readonly wake: Wake },
): Promise<DecisionDocument | undefined> {
  const { path, shape } = decisionPlace(run, subject, hash);
  let seen: string | undefined;
  let decision: DecisionDocument | undefined;
  const end = await pollUntil({
    async read() {
      const head = await ledger.readHead();
      if (head !== seen) decision = await readDocument(ledger, head, path, shape);
      seen = head;
      return decision;
    },
    isDone: (found) => found !== undefined,
    pause: wake.pause,
    now,
    deadline,
    firstPauseMs: LOOK_MS,
    longestPauseMs: LOOK_MS,
    onFault: ({ message }) => log.debug(`A look at the ledger failed: ${message}`),
  });
  return end.kind === 'done' ? end.value : undefined;
}
