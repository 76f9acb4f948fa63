import type { App, JsonObject, Message } from '../documents.ts';
import { findApp, type World } from '../world.ts';

const profileOf = (world: World, app: App): JsonObject => ({
  id: app.botId,
  app_id: app.id,
  user_id: app.botUserId,
  name: app.name,
  icons: { image_36: '', image_48: '', image_72: '' },
  deleted: false,
  updated: 0,
  team_id: world.store.workspace.teamId,
});

/** What the replies of a message add to it. */
function threadOf(world: World, { channelId, ts }: Message): JsonObject {
  const replies = world.store.messages(channelId).filter((reply) => reply.threadTs === ts);
  const last = replies.at(-1);
  if (!last) return {};
  const users = [...new Set(replies.map(({ userId }) => userId))];
  return {
    thread_ts: ts,
    reply_count: replies.length,
    reply_users_count: users.length,
    latest_reply: last.ts,
    reply_users: users,
    is_locked: false,
    subscribed: false,
  };
}

interface Shown {
  readonly metadata: boolean;
  /** Among the replies of its thread, where nothing says that it is in the channel too. */
  readonly inThread?: boolean;
}

/** What a reply that is in the channel too says of the message above it. */
const rootOf = (world: World, parent: Message): JsonObject => {
  const { is_locked: _locked, ...thread } = threadOf(world, parent);
  return {
    type: 'message',
    ts: parent.ts,
    text: parent.text,
    ...(parent.botId === undefined ? {} : { bot_id: parent.botId }),
    ...thread,
  };
};

/** What a reply says of its thread. */
function replyOf(world: World, { channelId, threadTs, broadcast }: Message, inThread: boolean): JsonObject {
  const parent = threadTs === undefined ? undefined : world.store.message(channelId, threadTs);
  if (!parent) return { thread_ts: threadTs };
  const place = { thread_ts: threadTs, parent_user_id: parent.userId };
  if (!broadcast || inThread) return place;
  return { ...place, subtype: 'thread_broadcast', root: rootOf(world, parent) };
}

/** A message as Slack gives it. */
export function presentMessage(world: World, message: Message, { metadata, inThread = false }: Shown): JsonObject {
  const app = message.appId === undefined ? undefined : findApp(world, message.appId);
  return {
    type: 'message',
    user: message.userId,
    ts: message.ts,
    ...(app ? { bot_id: app.botId, app_id: app.id, bot_profile: profileOf(world, app) } : {}),
    text: message.text,
    team: world.store.workspace.teamId,
    ...(message.blocks.length > 0 ? { blocks: message.blocks } : {}),
    ...(message.attachments.length > 0 ? { attachments: message.attachments } : {}),
    ...(message.edited ? { edited: message.edited } : {}),
    ...(message.threadTs === undefined ? threadOf(world, message) : replyOf(world, message, inThread)),
    ...(metadata && message.metadata ? { metadata: message.metadata } : {}),
  };
}

/** What chat.update answers: the message without its place. */
export function presentEdited(world: World, message: Message): JsonObject {
  const app = message.appId === undefined ? undefined : findApp(world, message.appId);
  return {
    type: 'message',
    user: message.userId,
    ...(app ? { bot_id: app.botId, app_id: app.id, bot_profile: profileOf(world, app) } : {}),
    text: message.text,
    team: world.store.workspace.teamId,
    ...(message.blocks.length > 0 ? { blocks: message.blocks } : {}),
    ...(message.edited ? { edited: message.edited } : {}),
    ...(message.metadata ? { metadata: message.metadata } : {}),
  };
}
