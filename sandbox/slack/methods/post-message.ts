import { completeBlocks } from '../blocks/complete-blocks.ts';
import type { Channel, Message } from '../documents.ts';
import { refuse } from '../errors.ts';
import { requireTarget, requireThread } from '../messages/places.ts';
import { isEmpty, noText, readContent } from '../messages/read-content.ts';
import { readMetadata } from '../messages/read-metadata.ts';
import { presentMessage } from '../present/message.ts';
import { flag, requiredText, requireScope, textArgument, type Call, type Method } from '../rest/call.ts';
import { findNotified } from '../text/find-notified.ts';
import { normaliseText } from '../text/normalise-text.ts';

/** Whether names without brackets become mentions. */
export const parsesNames = (call: Call): boolean => flag(call, 'link_names') || textArgument(call, 'parse') === 'full';

function readThread(call: Call, channel: Channel): string | undefined {
  const thread = textArgument(call, 'thread_ts');
  if (thread === undefined || thread === '') return undefined;
  return requireThread(call.world, channel, thread).ts;
}

function post(call: Call) {
  const { world, caller } = call;
  if (['username', 'icon_emoji', 'icon_url'].some((name) => call.args[name] !== undefined))
    requireScope(call, 'chat:write.customize');
  if (call.args['as_user'] !== undefined) throw refuse('as_user_not_supported');
  const channel = requireTarget(call, requiredText(call, 'channel'));
  call.note({ channel: channel.id });
  const content = readContent(call.args);
  if (isEmpty(content)) throw noText();
  const metadata = readMetadata(call.args['metadata']);
  const thread = readThread(call, channel);
  world.limiter.takeMessage(caller.app.id, channel.id);
  const { text = '', blocks = [], attachments = [] } = content;
  const ts = world.store.takeTs(world.clock.now());
  const message: Message = {
    channelId: channel.id,
    ts,
    userId: caller.user.id,
    appId: caller.app.id,
    botId: caller.app.botId,
    ...(thread === undefined ? {} : { threadTs: thread }),
    broadcast: thread !== undefined && flag(call, 'reply_broadcast'),
    text: normaliseText(text),
    blocks: completeBlocks(blocks),
    attachments,
    ...(metadata && metadata !== 'none' ? { metadata } : {}),
    notified: findNotified({ text, blocks, attachments, parsesNames: parsesNames(call) }),
  };
  world.store.saveMessage(message);
  world.changes.note();
  call.note({ channel: channel.id, ts });
  return { channel: channel.id, ts, message: presentMessage(world, message, { metadata: true }) };
}

export const CONTENT = {
  text: 'text',
  blocks: 'json',
  attachments: 'json',
  markdown_text: 'text',
  parse: 'text',
  link_names: 'boolean',
} as const;

export const postMessage: Method = {
  name: 'chat.postMessage',
  token: 'bot',
  scopes: ['chat:write'],
  isWrite: true,
  args: {
    channel: 'text!',
    ...CONTENT,
    as_user: 'boolean',
    icon_emoji: 'text',
    icon_url: 'text',
    metadata: 'json',
    mrkdwn: 'boolean',
    reply_broadcast: 'boolean',
    thread_ts: 'text',
    unfurl_links: 'boolean',
    unfurl_media: 'boolean',
    username: 'text',
  },
  handler: post,
};
