import type { Channel, Message, SlackUser } from '../documents.ts';
import { refuse } from '../errors.ts';
import type { Call } from '../rest/call.ts';
import { findChannel, type World } from '../world.ts';

export const isMember = (channel: Channel, user: SlackUser): boolean => channel.members.includes(user.id);

/** A private channel does not exist for who is not in it. */
const sees = (channel: Channel, user: SlackUser): boolean => !channel.isPrivate || isMember(channel, user);

/** The channel with that id; throws `channel_not_found` for a name, and for what the caller cannot see. */
export function requireChannel({ world, caller }: Call, id: string): Channel {
  const channel = findChannel(world, id);
  if (!channel || !sees(channel, caller.user)) throw refuse('channel_not_found');
  return channel;
}

/** Where a message can be posted to: an id, or a name with or without #. */
export function requireTarget(call: Call, idOrName: string): Channel {
  const { world, caller } = call;
  const name = idOrName.replace(/^#/, '');
  const channel = findChannel(world, idOrName) ?? world.store.workspace.channels.find((one) => one.name === name);
  if (!channel || !sees(channel, caller.user)) throw refuse('channel_not_found');
  if (channel.isArchived) throw refuse('is_archived');
  if (!isMember(channel, caller.user) && !caller.token.scopes.includes('chat:write.public'))
    throw refuse('not_in_channel');
  return channel;
}

/** The message that starts a thread; throws `thread_not_found` for a reply and for none. */
export function requireThread({ store }: World, channel: Channel, ts: string): Message {
  const parent = store.message(channel.id, ts);
  if (!parent) throw refuse('thread_not_found');
  if (parent.threadTs !== undefined) throw refuse('cannot_reply_to_message');
  return parent;
}
