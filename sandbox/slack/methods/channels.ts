import type { Channel } from '../documents.ts';
import { refuse } from '../errors.ts';
import { isMember, requireChannel } from '../messages/places.ts';
import { presentChannel } from '../present/channel.ts';
import { flag, requiredText, requireScope, textArgument, type Call, type Method } from '../rest/call.ts';
import { pageOf } from './history.ts';

const ANY_READ = ['channels:read', 'groups:read', 'mpim:read', 'im:read'];

const scopeFor = (channel: Channel): string => (channel.isPrivate ? 'groups:read' : 'channels:read');

function requireReadable(call: Call): Channel {
  const channel = requireChannel(call, requiredText(call, 'channel'));
  requireScope(call, scopeFor(channel));
  return channel;
}

export const conversationsInfo: Method = {
  name: 'conversations.info',
  token: 'bot',
  scopes: ANY_READ,
  isWrite: false,
  args: { channel: 'text!', include_locale: 'boolean', include_num_members: 'boolean' },
  handler(call) {
    const channel = requireReadable(call);
    const members = flag(call, 'include_num_members') ? { num_members: channel.members.length } : {};
    return { channel: { ...presentChannel(call.world, channel, call.caller.user), ...members } };
  },
};

const TYPES = ['public_channel', 'private_channel', 'mpim', 'im'];

export const conversationsList: Method = {
  name: 'conversations.list',
  token: 'bot',
  scopes: ANY_READ,
  isWrite: false,
  args: { cursor: 'text', exclude_archived: 'boolean', limit: 'number', team_id: 'text', types: 'text' },
  handler(call) {
    const types = (textArgument(call, 'types') ?? 'public_channel').split(',').map((type) => type.trim());
    if (!types.every((type) => TYPES.includes(type))) throw refuse('invalid_types');
    if (types.includes('public_channel')) requireScope(call, 'channels:read');
    if (types.includes('private_channel')) requireScope(call, 'groups:read');
    const { user } = call.caller;
    const all = call.world.store.workspace.channels.filter(
      (channel) =>
        types.includes(channel.isPrivate ? 'private_channel' : 'public_channel') &&
        (!channel.isPrivate || isMember(channel, user)) &&
        !(flag(call, 'exclude_archived') && channel.isArchived),
    );
    const { items, nextCursor } = pageOf(call, all, ({ id }) => id);
    return {
      channels: items.map((channel) => ({
        ...presentChannel(call.world, channel, user),
        num_members: channel.members.length,
      })),
      response_metadata: { next_cursor: nextCursor },
    };
  },
};

export const conversationsMembers: Method = {
  name: 'conversations.members',
  token: 'bot',
  scopes: ANY_READ,
  isWrite: false,
  args: { channel: 'text!', cursor: 'text', limit: 'number' },
  handler(call) {
    const channel = requireReadable(call);
    const { items, nextCursor } = pageOf(call, channel.members, (id) => id);
    return { members: items, response_metadata: { next_cursor: nextCursor } };
  },
};
