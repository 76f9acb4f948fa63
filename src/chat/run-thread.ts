import { fetchDocument } from '../release/ledger/update-document.ts';
import type { ChatServices } from './chat-services.ts';
import { recordPlace } from './message-record.ts';
import { runSubject } from './subject.ts';

/**
 * The thread of the run's own message, for cards that belong to it; undefined when the run has no message there. It is
 * looked for in the channel that the card is asked for.
 */
export async function findRunThread(
  services: Pick<ChatServices, 'ledger' | 'hash' | 'messages' | 'run'>,
  channel: string,
): Promise<string | undefined> {
  const record = await fetchDocument(services, recordPlace(runSubject(services.run.id), services.hash));
  const place = record?.place;
  if (place === undefined || (bare(record?.channel ?? '') !== bare(channel) && place.channel !== channel))
    return undefined;
  // Somebody may have deleted it.
  const mark = await services.messages.readMark({ ...place, thread: record?.thread });
  return mark === undefined ? undefined : (record?.thread ?? place.ts);
}

const bare = (channel: string): string => channel.replace(/^#/, '').toLowerCase();
