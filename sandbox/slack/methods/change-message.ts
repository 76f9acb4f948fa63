import { completeBlocks } from '../blocks/complete-blocks.ts';
import type { Message } from '../documents.ts';
import { refuse } from '../errors.ts';
import { requireChannel } from '../messages/places.ts';
import { isEmpty, noText, readContent } from '../messages/read-content.ts';
import { readMetadata } from '../messages/read-metadata.ts';
import { presentEdited } from '../present/message.ts';
import { requiredText, type Call, type Method } from '../rest/call.ts';
import { normaliseText } from '../text/normalise-text.ts';
import { nowMs } from '../world.ts';
import { CONTENT } from './post-message.ts';

/** The message that is meant; throws `message_not_found`, and `notOurs` for one of another app or of a person. */
function requireOwn(call: Call, notOurs: string): Message {
  const channel = requireChannel(call, requiredText(call, 'channel'));
  const ts = requiredText(call, 'ts');
  call.note({ channel: channel.id, ts });
  if (channel.isArchived) throw refuse('is_archived');
  const message = call.world.store.message(channel.id, ts);
  if (!message) throw refuse('message_not_found');
  if (message.appId !== call.caller.app.id) throw refuse(notOurs);
  return message;
}

/** What the message says from now on: absent parts stay. An edit notifies nobody. */
function readChange(call: Call, message: Message): Pick<Message, 'text' | 'blocks' | 'attachments'> {
  const given = readContent(call.args);
  if (given.text === undefined && given.blocks === undefined && given.attachments === undefined) throw noText();
  const content = {
    text: given.text === undefined ? message.text : normaliseText(given.text),
    blocks: given.blocks === undefined ? message.blocks : completeBlocks(given.blocks),
    attachments: given.attachments ?? message.attachments,
  };
  if (isEmpty(content)) throw noText();
  return content;
}

function update(call: Call) {
  const { world, caller } = call;
  const message = requireOwn(call, 'cant_update_message');
  const { editWindowMs } = world.timings;
  if (editWindowMs !== undefined && nowMs(world) - Number(message.ts) * 1000 > editWindowMs)
    throw refuse('edit_window_closed');
  const content = readChange(call, message);
  const metadata = readMetadata(call.args['metadata']);
  Object.assign(message, content);
  if (metadata === 'none') delete message.metadata;
  else if (metadata) message.metadata = metadata;
  message.edited = { user: caller.user.id, ts: world.store.takeTs(world.clock.now()) };
  world.store.saveMessage(message);
  world.changes.note();
  const { channelId: channel, ts, text } = message;
  return { channel, ts, text, message: presentEdited(world, message) };
}

export const updateMessage: Method = {
  name: 'chat.update',
  token: 'bot',
  scopes: ['chat:write'],
  isWrite: true,
  args: {
    channel: 'text!',
    ts: 'text!',
    ...CONTENT,
    as_user: 'boolean',
    file_ids: 'json',
    metadata: 'json',
    reply_broadcast: 'boolean',
  },
  handler: update,
};

export const deleteMessage: Method = {
  name: 'chat.delete',
  token: 'bot',
  scopes: ['chat:write'],
  isWrite: true,
  args: { channel: 'text!', ts: 'text!', as_user: 'boolean' },
  handler(call) {
    const message = requireOwn(call, 'cant_delete_message');
    call.world.store.deleteMessage(message);
    call.world.changes.note();
    return { channel: message.channelId, ts: message.ts };
  },
};
