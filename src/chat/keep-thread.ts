import type { ChatMessage } from './blocks.ts';
import { markOf } from './mark.ts';
import type { MessageRecord } from './message-record.ts';
import type { ChatMessages, MessageMark, MessagePlace } from './ports.ts';
import type { Log } from '../log.ts';
import type { Hash } from './subject.ts';

export interface ThreadServices {
  readonly messages: ChatMessages;
  readonly log: Log;
  readonly hash: Hash;
}

/** How many messages of the thread were written. */
export interface ThreadChanges {
  readonly posted: number;
  readonly updated: number;
}

export const UNTOUCHED: ThreadChanges = { posted: 0, updated: 0 };

interface WantedThread {
  readonly record: MessageRecord;
  /** Of its message. */
  readonly place: MessagePlace;
  /** In order. */
  readonly parts: readonly ChatMessage[];
  /** Its message was posted just now. */
  readonly isNew: boolean;
}

/**
 * Makes a message's thread hold the parts, by their marks: what is missing is posted, what changed is updated, what is too
 * many stays. Where the channel cannot be read, only a new message gets its thread: a second one would repeat it.
 */
export async function keepThread(services: ThreadServices, wanted: WantedThread): Promise<ThreadChanges> {
  const { messages, log } = services;
  const { record, place, parts, isNew } = wanted;
  const root = threadOf(record, place);
  const found = await messages.findMarked(root, sincePosted(place));
  if ('kind' in found && !isNew) {
    log.info(`The thread stays as it is: ${found.reason}`);
    return UNTOUCHED;
  }
  const there = 'kind' in found ? [] : found;
  let changes = UNTOUCHED;
  // One after another: their order in the thread is the order of the parts.
  for (const [index, part] of parts.entries()) {
    const mark = markOf(services, record, `thread-${index + 1}`, part);
    const standing = there.find((one) => one.mark.nonce === mark.nonce && one.mark.part === mark.part);
    const kind = await keepPart(messages, root, { part, mark, standing });
    changes = {
      posted: changes.posted + Number(kind === 'posted'),
      updated: changes.updated + Number(kind === 'updated'),
    };
  }
  return changes;
}

/** The thread that a message begins, or the one that it stands in. */
export const threadOf = ({ thread }: MessageRecord, { channel, ts }: MessagePlace): ThreadPlace => ({
  channel,
  thread: thread ?? ts,
});

/** From when on anything can have been written below a message: by Slack's clock, whatever ours says. */
export const sincePosted = ({ ts }: MessagePlace): Date => new Date(Number(ts) * 1000);

interface ThreadPlace {
  readonly channel: string;
  readonly thread: string;
}

interface WantedPart {
  readonly part: ChatMessage;
  readonly mark: MessageMark;
  readonly standing: (MessagePlace & { readonly mark: MessageMark }) | undefined;
}

async function keepPart(
  messages: ChatMessages,
  root: ThreadPlace,
  { part, mark, standing }: WantedPart,
): Promise<'posted' | 'updated' | 'unchanged'> {
  if (standing !== undefined) {
    if (standing.mark.hash === mark.hash) return 'unchanged';
    if ((await messages.update(standing, part, mark)) === 'updated') return 'updated';
  }
  await messages.post(root, part, mark);
  return 'posted';
}
