import type { Channel, Message } from '../documents.ts';
import { refuse } from '../errors.ts';
import { isMember, requireChannel } from '../messages/places.ts';
import { presentMessage } from '../present/message.ts';
import { flag, requiredText, requireScope, textArgument, type Call, type Method } from '../rest/call.ts';

const ANY_HISTORY = ['channels:history', 'groups:history', 'mpim:history', 'im:history'];

function requireHistory(call: Call): Channel {
  const channel = requireChannel(call, requiredText(call, 'channel'));
  requireScope(call, channel.isPrivate ? 'groups:history' : 'channels:history');
  if (!isMember(channel, call.caller.user)) throw refuse('not_in_channel');
  return channel;
}

const TS = /^\d{1,10}(\.\d{1,6})?$/;

/** A moment, with the zeroes that make texts comparable. */
function moment(call: Call, name: string): string | undefined {
  const given = textArgument(call, name);
  if (given === undefined || given === '') return undefined;
  if (!TS.test(given)) throw refuse(`invalid_ts_${name}`);
  const [seconds = '', micro = ''] = given.split('.');
  return `${seconds.padStart(10, '0')}.${micro.padEnd(6, '0')}`;
}

/** Messages between `oldest` and `latest`; the ends belong to it with `inclusive`. */
function within(call: Call, messages: readonly Message[]): readonly Message[] {
  const [oldest, latest] = [moment(call, 'oldest'), moment(call, 'latest')];
  const inclusive = flag(call, 'inclusive');
  const isAfter = (ts: string) => oldest === undefined || ts > oldest || (inclusive && ts === oldest);
  const isBefore = (ts: string) => latest === undefined || ts < latest || (inclusive && ts === latest);
  return messages.filter(({ ts }) => isAfter(ts) && isBefore(ts));
}

const MOST = 999;

interface Page<T> {
  readonly items: readonly T[];
  readonly nextCursor: string;
}

/** One page of a list, from where the cursor points. */
export function pageOf<T>(call: Call, all: readonly T[], keyOf: (item: T) => string, byDefault = 100): Page<T> {
  const limit = call.args['limit'] === undefined ? byDefault : Number(call.args['limit']);
  if (limit < 1 || limit > 1000) throw refuse('invalid_limit');
  const cursor = textArgument(call, 'cursor') ?? '';
  const key =
    cursor === ''
      ? undefined
      : Buffer.from(cursor, 'base64')
          .toString('utf8')
          .replace(/^next:/, '');
  const start = key === undefined ? 0 : all.findIndex((item) => keyOf(item) === key);
  if (start < 0) throw refuse('invalid_cursor');
  const items = all.slice(start, start + Math.min(limit, MOST));
  const next = all[start + items.length];
  return { items, nextCursor: next === undefined ? '' : Buffer.from(`next:${keyOf(next)}`).toString('base64') };
}

function answer(call: Call, { items, nextCursor }: Page<Message>, inThread: boolean) {
  const metadata = flag(call, 'include_all_metadata');
  return {
    messages: items.map((message) => presentMessage(call.world, message, { metadata, inThread })),
    has_more: nextCursor !== '',
    ...(nextCursor === '' ? {} : { response_metadata: { next_cursor: nextCursor } }),
  };
}

const PAGED = {
  channel: 'text!',
  cursor: 'text',
  include_all_metadata: 'boolean',
  inclusive: 'boolean',
  latest: 'text',
  limit: 'number',
  oldest: 'text',
} as const;

/** The newest first; replies only when they were sent to the channel too. */
export const conversationsHistory: Method = {
  name: 'conversations.history',
  token: 'bot',
  scopes: ANY_HISTORY,
  isWrite: false,
  args: PAGED,
  handler(call) {
    const channel = requireHistory(call);
    const shown = call.world.store
      .messages(channel.id)
      .filter(({ threadTs, broadcast }) => threadTs === undefined || broadcast);
    const page = pageOf(call, [...within(call, shown)].reverse(), ({ ts }) => ts);
    return { ...answer(call, page, false), pin_count: 0, channel_actions_count: 0 };
  },
};

/** The message that starts the thread, on every page, then its replies, the oldest first. */
export const conversationsReplies: Method = {
  name: 'conversations.replies',
  token: 'bot',
  scopes: ANY_HISTORY,
  isWrite: false,
  args: { ...PAGED, ts: 'text!' },
  handler(call) {
    const channel = requireHistory(call);
    const { store } = call.world;
    const named = store.message(channel.id, requiredText(call, 'ts'));
    const parent = named?.threadTs === undefined ? named : store.message(channel.id, named.threadTs);
    if (!parent) throw refuse('thread_not_found');
    const replies = store.messages(channel.id).filter(({ threadTs }) => threadTs === parent.ts);
    const page = pageOf(call, within(call, replies), ({ ts }) => ts, 1000);
    return answer(call, { ...page, items: [parent, ...page.items] }, true);
  },
};
