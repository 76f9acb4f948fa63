import { buttonsOf } from '../interactions/click.ts';
import type { JsonObject, Metadata } from '../documents.ts';
import { channelNamed, userNamed, type World } from '../world.ts';

export interface ButtonState {
  readonly actionId: string;
  readonly blockId: string;
  readonly text: string;
  readonly value: string | undefined;
  readonly url: string | undefined;
}

export interface MessageState {
  readonly channelId: string;
  readonly ts: string;
  readonly userId: string;
  readonly appId: string | undefined;
  readonly text: string;
  readonly blocks: readonly JsonObject[];
  readonly metadata: Metadata | undefined;
  readonly isEdited: boolean;
  /** Shown in the channel although it is a reply. */
  readonly broadcast: boolean;
  /** Whom it notified when it was posted: `@here`, `@channel`, `@everyone`, ids of users and groups. */
  readonly notified: readonly string[];
  readonly buttons: readonly ButtonState[];
  /** All text of it, blocks included, a line each. */
  readonly words: string;
  readonly replies: readonly MessageState[];
}

/** A message that one user alone sees. */
export interface EphemeralState {
  readonly ts: string;
  readonly viewerId: string;
  readonly threadTs: string | undefined;
  readonly text: string;
  readonly blocks: readonly JsonObject[];
}

const readButtons = (blocks: readonly JsonObject[]): readonly ButtonState[] =>
  buttonsOf(blocks).map(({ blockId, element }) => {
    const { action_id: actionId, text, value, url } = element;
    return {
      actionId: String(actionId),
      blockId,
      text: textsOf(text).join(''),
      value: typeof value === 'string' ? value : undefined,
      url: typeof url === 'string' ? url : undefined,
    };
  });

/** Everything that stands in a property `text`. */
function textsOf(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(textsOf);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, part]) =>
    name === 'text' && typeof part === 'string' ? [part] : textsOf(part),
  );
}

/** The messages of a channel from the oldest on, each with its thread. */
export function readMessages(world: World, channel: string): readonly MessageState[] {
  const all = world.store.messages(channelNamed(world, channel).id);
  const states = all.map((message) => ({
    threadTs: message.threadTs,
    state: {
      channelId: message.channelId,
      ts: message.ts,
      userId: message.userId,
      appId: message.appId,
      text: message.text,
      blocks: message.blocks,
      metadata: message.metadata,
      isEdited: message.edited !== undefined,
      broadcast: message.broadcast,
      notified: message.notified,
      buttons: readButtons(message.blocks),
      words: [message.text, ...textsOf(message.blocks)].join('\n'),
      replies: [] as readonly MessageState[],
    },
  }));
  const repliesTo = (ts: string) => states.filter(({ threadTs }) => threadTs === ts).map(({ state }) => state);
  const known = new Set(all.map(({ ts }) => ts));
  return states
    .filter(({ threadTs }) => threadTs === undefined || !known.has(threadTs))
    .map(({ state }) => ({ ...state, replies: repliesTo(state.ts) }));
}

/** What one user, or anybody, was told privately, in the order of time. */
export function readEphemerals(world: World, channel: string, user?: string): readonly EphemeralState[] {
  const { id } = channelNamed(world, channel);
  const viewer = user === undefined ? undefined : userNamed(world, user).id;
  return world.ephemerals
    .filter(({ channelId, viewerId }) => channelId === id && (viewer === undefined || viewerId === viewer))
    .map(({ ts, viewerId, threadTs, text, blocks }) => ({ ts, viewerId, threadTs, text, blocks }));
}
