import * as z from 'zod';
import type { ChatMessages, MessagePlace, Unknown } from '../../chat/ports.ts';
import { markOfMessage, WireMessage } from './marks.ts';
import { SlackRefusal } from './refusal.ts';
import type { WebApi } from './web-api.ts';

const Page = z.object({
  messages: z.array(WireMessage),
  response_metadata: z.object({ next_cursor: z.string().optional() }).optional(),
});

const Self = z.object({ bot_id: z.string().optional() });

/** A thousand messages within the minutes that are looked at: nobody's channel has more. */
const MAX_PAGES = 10;
const PAGE_SIZE = 100;

interface Where {
  readonly channel: string;
  readonly thread?: string | undefined;
}

export type History = Pick<ChatMessages, 'readMark' | 'findMarked'>;

/** Looking at what stands in a channel. */
export function createHistory(api: WebApi): History {
  let ownBot: Promise<string | undefined> | undefined;
  const readOwnBot = () =>
    (ownBot ??= api.call({ method: 'auth.test', args: {}, isRepeatable: true }, Self).then(({ bot_id: id }) => id));

  async function readPage({ channel, thread }: Where, args: Readonly<Record<string, unknown>>) {
    const method = thread === undefined ? 'conversations.history' : 'conversations.replies';
    const where = thread === undefined ? { channel } : { channel, ts: thread };
    return api.call({ method, args: { ...where, include_all_metadata: true, ...args }, isRepeatable: true }, Page);
  }

  return {
    readMark: ({ channel, ts, thread }) =>
      orUnknown(async () => {
        const { messages } = await readPage(
          { channel, thread },
          { oldest: ts, latest: ts, inclusive: true, limit: 10 },
        );
        const there = messages.find((message) => message.ts === ts);
        return there && markOfMessage(there);
      }, undefined),
    async findMarked(where, since) {
      if (!isId(where.channel)) return NAMED;
      return orUnknown(async () => {
        const found: (MessagePlace & WireMessage)[] = [];
        let cursor: string | undefined;
        for (let page = 0; page < MAX_PAGES; page += 1) {
          const oldest = (since.getTime() / 1000).toFixed(6);
          const read = await readPage(where, { oldest, limit: PAGE_SIZE, ...(cursor === undefined ? {} : { cursor }) });
          found.push(...read.messages.map((message) => ({ ...message, channel: where.channel })));
          cursor = read.response_metadata?.next_cursor;
          if (cursor === undefined || cursor === '') break;
        }
        const marked = found.flatMap((message) => {
          const mark = markOfMessage(message);
          return mark === undefined ? [] : [{ ...message, mark }];
        });
        if (marked.length === 0) return [];
        // Another app could put our mark on its own message.
        const own = await readOwnBot();
        return marked
          .filter(({ bot_id: bot }) => own === undefined || bot === own)
          .map(({ channel, ts, mark }) => ({ channel, ts, mark }));
      }, []);
    },
  };
}

/** Ids of channels, private ones and direct messages. */
export const isId = (channel: string): boolean => /^[CGD][A-Z0-9]{6,}$/.test(channel);

const NAMED: Unknown = {
  kind: 'unknown',
  reason: 'the channel is given by its name, and only by its id can it be read: name the id, which its details show.',
};

/** Nothing there is an answer; that the channel must not be read is one too. */
async function orUnknown<Value>(read: () => Promise<Value>, nothing: Value): Promise<Value | Unknown> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof SlackRefusal)) throw error;
    if (error.error === 'thread_not_found' || error.error === 'message_not_found') return nothing;
    if (error.error !== 'missing_scope') throw error;
    return {
      kind: 'unknown',
      reason:
        'the Slack app may not read the channel: add the scope channels:history, or groups:history for private ones.',
    };
  }
}
