import type { App, JsonObject, SlackUser } from '../documents.ts';
import { randomBytes, randomInt } from 'node:crypto';
import { deliver, type Delivered } from '../socket/deliver.ts';
import { nowMs, type World } from '../world.ts';
import type { Interaction } from './state.ts';

/** A trigger of a click: opens one modal within three seconds. */
export function issueTrigger(world: World, appId: string, userId: string): string {
  const id = `${randomInt(1e9, 1e10)}.${randomInt(1e9, 1e10)}.${randomBytes(16).toString('hex')}`;
  const expiresAt = nowMs(world) + world.timings.triggerMs;
  world.interactions.triggers.set(id, { appId, userId, expiresAt, isUsed: false });
  return id;
}

/** What every payload of an interaction says. */
export function commonPayload({ store }: World, app: App, user: SlackUser): JsonObject {
  const { teamId, domain } = store.workspace;
  return {
    user: { id: user.id, username: user.name, name: user.name, team_id: user.team ?? teamId },
    api_app_id: app.id,
    token: 'sandbox-verification-token',
    team: { id: teamId, domain },
    enterprise: null,
    is_enterprise_install: false,
  };
}

type About = Pick<Interaction, 'kind' | 'appId' | 'userId'> &
  Partial<Pick<Interaction, 'channelId' | 'ts' | 'actionId' | 'value'>>;

interface Sent {
  readonly interaction: Interaction;
  readonly delivered: Delivered;
}

/** Delivers a payload to the app and notes what became of it. */
export async function sendInteraction(world: World, about: About, payload: JsonObject): Promise<Sent> {
  const { interactions } = world.interactions;
  const interaction: Interaction = {
    channelId: undefined,
    ts: undefined,
    actionId: undefined,
    value: undefined,
    ...about,
    id: interactions.length + 1,
    at: world.clock.now().toISOString(),
    status: 'pending',
    deliveries: [],
    ackedAfterMs: undefined,
  };
  interactions.push(interaction);
  const started = Date.now();
  const envelope = { appId: about.appId, payload, acceptsResponse: about.kind === 'view_submission' };
  const delivered = await deliver(world, envelope, interaction.deliveries);
  interaction.status = delivered.status;
  if (delivered.status === 'acknowledged') interaction.ackedAfterMs = Date.now() - started;
  world.changes.note();
  return { interaction, delivered };
}
