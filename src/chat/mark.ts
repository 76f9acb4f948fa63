import type { ChatMessage } from './blocks.ts';
import type { MessageRecord } from './message-record.ts';
import type { MessageMark } from './ports.ts';
import type { Hash } from './subject.ts';

/** What a message of a record carries, so that it is found again and not written twice. */
export const markOf = (
  { hash }: { readonly hash: Hash },
  { nonce }: Pick<MessageRecord, 'nonce'>,
  part: string,
  { text, blocks }: ChatMessage,
): MessageMark => ({ nonce, part, hash: hash(JSON.stringify([text, blocks])) });
