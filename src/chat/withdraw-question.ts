import { SlipwayError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { ChatMessage } from './blocks.ts';
import type { ChatRescue } from './chat-services.ts';
import { type BookPage, type BookStep, turnPage } from './decision-book.ts';
import { findPlace } from './find-place.ts';
import { type Asked, endOf, renderClosed } from './question-card.ts';
import type { Seal } from './ports.ts';
import { settleCard } from './settle-card.ts';
import type { Hash } from './subject.ts';

export type WithdrawServices = ChatRescue & { readonly hash: Hash; readonly seal: Seal | undefined };

/**
 * Ends a question that nobody answered: no click decides it from then on. One that was answered stays answered, and one
 * that another job asked anew stays open. Gives how the ledger stood.
 */
export const closeQuestion = (services: WithdrawServices, asked: Asked): Promise<BookPage & { isOurs: boolean }> =>
  turnPage(services, asked, (page): BookStep<BookPage & { isOurs: boolean }> => {
    const { record, decision } = page;
    const isOurs = record?.question?.nonce === asked.question.nonce;
    const value = { ...page, isOurs };
    return decision === undefined && record && isOurs ? { kind: 'close', record, value } : { kind: 'keep', value };
  });

/** Best effort: the task is being ended, and that is what it reports. `closed` is what the card says then. */
export async function withdrawQuestion(
  services: WithdrawServices & { readonly log: Log },
  asked: Asked,
  closed: ChatMessage,
): Promise<void> {
  try {
    const { record, decision, isOurs } = await closeQuestion(services, asked);
    if (record === undefined || (decision === undefined && !isOurs)) return;
    const message = decision === undefined ? closed : renderClosed(asked, endOf(decision));
    await settleCard(services, await findPlace(services, record), message);
  } catch (error) {
    const why = error instanceof SlipwayError ? error.message : 'the services did not answer in time.';
    services.log.warn(`The Slack message of ${asked.subject} may still show its buttons: ${why}`);
  }
}
