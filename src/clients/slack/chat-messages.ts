import * as z from 'zod';
import type { ChatMessage } from '../../chat/blocks.ts';
import type { ChatMessages, MessageMark, MessagePlace, MessageTarget, Unknown } from '../../chat/ports.ts';
import { SlipwayError } from '../../errors.ts';
import { LostAnswerError } from '../http/http-errors.ts';
import { reconciled } from '../http/reconciled.ts';
import { createHistory, type History } from './history.ts';
import { metadataOf } from './marks.ts';
import { reasonModal } from './reason-modal.ts';
import { SlackRefusal } from './refusal.ts';
import type { WebApi } from './web-api.ts';

const Posted = z.object({ channel: z.string().min(1), ts: z.string().min(1) });
const Done = z.object({});

/** Clocks of the agent and of Slack differ by this much at most. */
const CLOCK_SKEW_MS = 60_000;

const GONE = new Set(['message_not_found', 'thread_not_found']);
const CLOSED = new Set(['edit_window_closed', 'cant_update_message', 'cant_edit_message']);

/** The messages of one Slack app, by its bot token. */
export function createChatMessages(api: WebApi): ChatMessages {
  const history = createHistory(api);
  return {
    ...history,
    post: (target, message, mark) => post(api, history, { target, message, mark }),
    async update({ channel, ts }, message, mark) {
      const args = { channel, ts, ...contentOf(message, mark), blocks: message.blocks };
      try {
        await api.call({ method: 'chat.update', args, isRepeatable: true }, Done);
        return 'updated';
      } catch (error) {
        if (error instanceof SlackRefusal && GONE.has(error.error)) return 'gone';
        if (error instanceof SlackRefusal && CLOSED.has(error.error)) return 'closed';
        throw error;
      }
    },
    async whisper({ channel, thread }, user, text) {
      const args = { channel, user, text, ...(thread === undefined ? {} : { thread_ts: thread }) };
      await api.call({ method: 'chat.postEphemeral', args, isRepeatable: true }, Done);
    },
    async askReason({ trigger, ...modal }) {
      const args = { trigger_id: trigger, view: reasonModal(modal) };
      // A trigger is good for once.
      await api.call({ method: 'views.open', args, isRepeatable: false }, Done);
    },
  };
}

interface Post {
  readonly target: MessageTarget;
  readonly message: ChatMessage;
  readonly mark: MessageMark;
}

async function post(api: WebApi, history: History, { target, message, mark }: Post): Promise<MessagePlace> {
  const { channel, thread, broadcast } = target;
  const place = thread === undefined ? { channel } : { channel, thread };
  const since = new Date(api.now() - CLOCK_SKEW_MS);
  const args = {
    channel,
    ...contentOf(message, mark),
    unfurl_links: false,
    unfurl_media: false,
    ...(thread === undefined ? {} : { thread_ts: thread }),
    ...(thread !== undefined && broadcast === true ? { reply_broadcast: true } : {}),
  };
  let lost: LostAnswerError | undefined;
  return reconciled({
    write: async () => {
      try {
        return await api.call({ method: 'chat.postMessage', args, isRepeatable: false }, Posted);
      } catch (error) {
        if (error instanceof LostAnswerError) lost = error;
        throw error;
      }
    },
    find: async () => {
      const found = await history.findMarked(place, since).catch(unknownOf);
      // Whether it was posted cannot be known: posting again could double it.
      if ('kind' in found) throw lost ?? new Error(found.reason);
      const own = found.find((one) => one.mark.nonce === mark.nonce && one.mark.part === mark.part);
      return own && { channel: own.channel, ts: own.ts };
    },
    pause: api.pause,
  });
}

const unknownOf = (error: unknown): Unknown => {
  if (!(error instanceof SlipwayError)) throw error;
  return { kind: 'unknown', reason: error.message };
};

const contentOf = ({ text, blocks }: ChatMessage, mark: MessageMark) => ({
  text,
  ...(blocks.length === 0 ? {} : { blocks }),
  metadata: metadataOf(mark),
});
