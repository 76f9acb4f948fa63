import { completeBlocks } from '../blocks/complete-blocks.ts';
import { refuse } from '../errors.ts';
import { isMember, requireTarget } from '../messages/places.ts';
import { isEmpty, noText, readContent } from '../messages/read-content.ts';
import { requiredText, textArgument, type Method } from '../rest/call.ts';
import { normaliseText } from '../text/normalise-text.ts';
import { findUser } from '../world.ts';
import { CONTENT } from './post-message.ts';

export const postEphemeral: Method = {
  name: 'chat.postEphemeral',
  token: 'bot',
  scopes: ['chat:write'],
  isWrite: true,
  args: {
    channel: 'text!',
    user: 'text!',
    ...CONTENT,
    as_user: 'boolean',
    icon_emoji: 'text',
    icon_url: 'text',
    thread_ts: 'text',
    username: 'text',
  },
  handler(call) {
    const { world, caller } = call;
    const channel = requireTarget(call, requiredText(call, 'channel'));
    call.note({ channel: channel.id });
    const viewer = findUser(world, requiredText(call, 'user'));
    if (!viewer || viewer.deleted || !isMember(channel, viewer)) throw refuse('user_not_in_channel');
    const content = readContent(call.args);
    if (isEmpty(content)) throw noText();
    const thread = textArgument(call, 'thread_ts');
    const ts = world.store.takeTs(world.clock.now());
    world.ephemerals.push({
      channelId: channel.id,
      ts,
      viewerId: viewer.id,
      appId: caller.app.id,
      ...(thread === undefined ? {} : { threadTs: thread }),
      text: normaliseText(content.text ?? ''),
      blocks: completeBlocks(content.blocks ?? []),
    });
    world.changes.note();
    return { message_ts: ts };
  },
};
