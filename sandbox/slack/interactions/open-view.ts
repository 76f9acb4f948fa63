import { randomBytes } from 'node:crypto';
import { completeBlocks } from '../blocks/complete-blocks.ts';
import type { JsonObject } from '../documents.ts';
import { refuse } from '../errors.ts';
import type { Caller } from '../rest/call.ts';
import { findApp, nowMs, type World } from '../world.ts';
import type { OpenView } from './state.ts';

/** A view as Slack gives it, with what was typed into it. */
export function presentView(world: World, open: OpenView, values: JsonObject = {}): JsonObject {
  const { id, appId, hash, view } = open;
  const { teamId } = world.store.workspace;
  return {
    id,
    team_id: teamId,
    type: 'modal',
    blocks: view['blocks'],
    private_metadata: view['private_metadata'] ?? '',
    callback_id: view['callback_id'] ?? '',
    state: { values },
    hash,
    title: view['title'],
    clear_on_close: view['clear_on_close'] ?? false,
    notify_on_close: view['notify_on_close'] ?? false,
    close: view['close'] ?? null,
    submit: view['submit'] ?? null,
    previous_view_id: null,
    root_view_id: id,
    app_id: appId,
    external_id: view['external_id'] ?? '',
    app_installed_team_id: teamId,
    bot_id: findApp(world, appId)?.botId ?? '',
  };
}

export const completeView = (view: JsonObject): JsonObject => ({
  ...view,
  blocks: completeBlocks(view['blocks'] as readonly JsonObject[]),
});

export const newHash = (world: World): string => `${Math.floor(nowMs(world) / 1000)}.${randomBytes(4).toString('hex')}`;

/** Opens a checked view with a trigger; throws when the trigger is of nobody, too old or used. */
export function openView(world: World, caller: Caller, triggerId: string, view: JsonObject): JsonObject {
  const trigger = world.interactions.triggers.get(triggerId);
  if (trigger?.appId !== caller.app.id) throw refuse('invalid_trigger_id');
  if (trigger.isUsed) throw refuse('exchanged_trigger_id');
  if (nowMs(world) > trigger.expiresAt) throw refuse('expired_trigger_id');
  trigger.isUsed = true;
  const open: OpenView = {
    id: world.store.takeId('V'),
    appId: caller.app.id,
    userId: trigger.userId,
    hash: newHash(world),
    view: completeView(view),
    errors: {},
  };
  world.interactions.views.set(open.id, open);
  world.changes.note();
  return { ...withoutNothing(presentView(world, open)), state: {} };
}

/** The types of the SDK know no null. */
const withoutNothing = (view: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(view).filter(([, value]) => value !== null));
