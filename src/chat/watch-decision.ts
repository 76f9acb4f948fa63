import { pollUntil } from '../poll-until.ts';
import type { ChatServices } from './chat-services.ts';
import { readDecision } from './decision-book.ts';
import type { DecisionDocument, DecisionKey } from './decision-document.ts';
import type { Wake } from './wake.ts';

const LOOK_MS = 2_000;

/**
 * Waits until the ledger has the decision, or the deadline (milliseconds since 1970) has passed: then undefined. The
 * document is only read when the ledger moved. Throws SLACK_DECISION_FORGED.
 */
export async function watchDecision(
  services: ChatServices,
  key: DecisionKey,
  { deadline, wake }: { readonly deadline: number; readonly wake: Wake },
): Promise<DecisionDocument | undefined> {
  const { ledger, now, log } = services;
  let seen: string | undefined;
  let decision: DecisionDocument | undefined;
  const end = await pollUntil({
    async read() {
      const head = await ledger.readHead();
      if (head !== seen) decision = await readDecision(services, key, head);
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
