import { SlipwayError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { ChatMessage } from './blocks.ts';
import { markOf } from './mark.ts';
import type { MessageRecord } from './message-record.ts';
import type { ChatMessages } from './ports.ts';
import type { Hash } from './subject.ts';

interface CardServices {
  readonly messages: ChatMessages;
  readonly hash: Hash;
  readonly log: Log;
}

/**
 * Makes a card that was posted say something else, wherever it stands; one that is gone stays gone, and nothing is written
 * to the ledger. Any job may do it, and two that say the same write once. Gives whether the card says it now.
 */
export async function settleCard(
  { messages, hash, log }: CardServices,
  record: MessageRecord,
  message: ChatMessage,
): Promise<boolean> {
  const { place, thread, subject } = record;
  if (place === undefined) return false;
  try {
    const mark = markOf({ hash }, record, 'message', message);
    const seen = await messages.readMark({ ...place, thread });
    if (seen === undefined) return false;
    if (!('kind' in seen) && seen.hash === mark.hash) return true;
    return (await messages.update(place, message, mark)) === 'updated';
  } catch (error) {
    if (!(error instanceof SlipwayError)) throw error;
    log.info(`The Slack message of ${subject} still says what it said: ${error.message}`);
    return false;
  }
}
