import { sinceClaim } from './claim-message.ts';
import type { MessageRecord } from './message-record.ts';
import type { ChatMessages } from './ports.ts';

/** A record with the place of its message: a job may have died between posting it and saying where. */
export async function findPlace(
  { messages }: { readonly messages: ChatMessages },
  record: MessageRecord,
): Promise<MessageRecord> {
  if (record.place !== undefined) return record;
  const { channel, thread, nonce } = record;
  const found = await messages.findMarked({ channel, ...(thread === undefined ? {} : { thread }) }, sinceClaim(record));
  const own = 'kind' in found ? undefined : found.find(({ mark }) => mark.nonce === nonce && mark.part === 'message');
  return own === undefined ? record : { ...record, place: { channel: own.channel, ts: own.ts } };
}
