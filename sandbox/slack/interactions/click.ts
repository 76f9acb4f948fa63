import { randomBytes } from 'node:crypto';
import { isObject, type Fields } from '../blocks/shape.ts';
import type { JsonObject, SlackUser } from '../documents.ts';
import { presentMessage } from '../present/message.ts';
import { appNamed, channelNamed, nowMs, userNamed, type World } from '../world.ts';
import { commonPayload, issueTrigger, sendInteraction } from './send-interaction.ts';
import type { Interaction } from './state.ts';

export interface Click {
  /** Id, handle or real name. */
  readonly user: string;
  /** Id or name. */
  readonly channel: string;
  /** Of the message with the button. */
  readonly ts: string;
  readonly actionId: string;
  /** Where two blocks have the same action. */
  readonly blockId?: string;
  /** Sent instead of the button's own value; the button need not exist then (a forged, or an outdated one). */
  readonly value?: string;
  /** Lets deactivated users, bots and strangers to the channel click, whom Slack would not let. */
  readonly force?: boolean;
}

interface Target {
  readonly appId: string;
  readonly blocks: readonly JsonObject[];
  readonly threadTs: string | undefined;
  /** Undefined for an ephemeral message, which Slack does not send along. */
  readonly message: JsonObject | undefined;
}

function findTarget(world: World, channelId: string, ts: string, user: SlackUser): Target {
  const message = world.store.message(channelId, ts);
  if (message?.appId !== undefined) {
    const { appId, blocks, threadTs } = message;
    return { appId, blocks, threadTs, message: presentMessage(world, message, { metadata: true }) };
  }
  const ephemeral = world.ephemerals.find((one) => one.ts === ts && one.viewerId === user.id);
  if (!ephemeral) throw new Error(`There is no message of an app at ${ts} in ${channelId}.`);
  const { appId, blocks, threadTs } = ephemeral;
  return { appId, blocks, threadTs, message: undefined };
}

interface Found {
  readonly blockId: string;
  readonly element: Fields;
}

/** The buttons of a message. */
export function buttonsOf(blocks: readonly JsonObject[]): readonly Found[] {
  return blocks.flatMap((block) => {
    const elements = Array.isArray(block['elements']) ? (block['elements'] as readonly unknown[]) : [];
    return [...elements, block['accessory']]
      .filter(isObject)
      .filter(({ type }) => type === 'button')
      .map((element) => ({ blockId: String(block['block_id']), element }));
  });
}

function readAction({ blocks }: Target, click: Click): JsonObject {
  const { actionId, blockId, value } = click;
  const found = buttonsOf(blocks).find(
    ({ element, blockId: block }) => element['action_id'] === actionId && (blockId === undefined || block === blockId),
  );
  if (!found && value === undefined) throw new Error(`The message at ${click.ts} has no button ${actionId}.`);
  const {
    confirm: _confirm,
    url: _url,
    accessibility_label: _label,
    ...element
  } = found?.element ?? {
    type: 'button',
    text: { type: 'plain_text', text: actionId, emoji: true },
  };
  return {
    ...element,
    action_id: actionId,
    block_id: found?.blockId ?? blockId ?? 'gone',
    ...(value === undefined ? {} : { value }),
  };
}

/** A click as Slack lets it happen; throws for one that it would not. Resolves when it is acknowledged, or is not. */
export async function click(world: World, given: Click): Promise<Interaction> {
  const user = userNamed(world, given.user);
  const channel = channelNamed(world, given.channel);
  const mayClick = !user.deleted && !user.isBot && (!channel.isPrivate || channel.members.includes(user.id));
  if (!mayClick && given.force !== true) throw new Error(`${user.name} cannot click in ${channel.name}.`);
  const target = findTarget(world, channel.id, given.ts, user);
  const app = appNamed(world, target.appId);
  const action = readAction(target, given);
  const { threadTs: thread } = target;
  const payload = {
    type: 'block_actions',
    ...commonPayload(world, app, user),
    container: {
      type: 'message',
      message_ts: given.ts,
      channel_id: channel.id,
      is_ephemeral: target.message === undefined,
      ...(thread === undefined ? {} : { thread_ts: thread }),
    },
    trigger_id: issueTrigger(world, app.id, user.id),
    channel: { id: channel.id, name: channel.isPrivate ? 'privategroup' : channel.name },
    ...(target.message ? { message: target.message } : {}),
    state: { values: {} },
    response_url: issueResponseUrl(world, { appId: app.id, userId: user.id, channelId: channel.id, ts: given.ts }),
    actions: [{ ...action, action_ts: (nowMs(world) / 1000).toFixed(6) }],
  };
  const value = action['value'];
  const about = {
    kind: 'block_actions' as const,
    appId: app.id,
    userId: user.id,
    channelId: channel.id,
    ts: given.ts,
    actionId: given.actionId,
    value: typeof value === 'string' ? value : undefined,
  };
  return (await sendInteraction(world, about, payload)).interaction;
}

interface Answerable {
  readonly appId: string;
  readonly userId: string;
  readonly channelId: string;
  readonly ts: string;
}

/** An address that takes up to five answers within half an hour. */
function issueResponseUrl(world: World, to: Answerable): string {
  const secret = randomBytes(12).toString('hex');
  const path = `/actions/${world.store.workspace.teamId}/${world.interactions.responseUrls.size + 1}/${secret}`;
  world.interactions.responseUrls.set(path, { ...to, expiresAt: nowMs(world) + world.timings.responseUrlMs, uses: 0 });
  return `${world.baseUrl}${path}`;
}
