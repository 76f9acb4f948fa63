import type { Changes, SettableClock } from './changes.ts';
import type { App, Channel, Ephemeral, SlackUser } from './documents.ts';
import type { InteractionState } from './interactions/state.ts';
import type { Limiter } from './limits.ts';
import type { Hub } from './socket/hub.ts';
import type { Store } from './store.ts';
import type { Timings } from './timings.ts';

/** What every part of the service works with. */
export interface World {
  readonly clock: SettableClock;
  readonly store: Store;
  readonly limiter: Limiter;
  readonly hub: Hub;
  readonly interactions: InteractionState;
  readonly changes: Changes;
  readonly ephemerals: Ephemeral[];
  timings: Timings;
  /** http://127.0.0.1:PORT, known once the service listens. */
  baseUrl: string;
}

export const nowMs = ({ clock }: Pick<World, 'clock'>): number => clock.now().getTime();

export function findUser({ store }: World, id: string): SlackUser | undefined {
  return store.workspace.users.find((user) => user.id === id);
}

export function findApp({ store }: World, id: string): App | undefined {
  return store.workspace.apps.find((app) => app.id === id);
}

export function appNamed(world: World, id: string): App {
  const app = findApp(world, id);
  if (!app) throw new Error(`The sandbox's Slack has no app ${id}.`);
  return app;
}

/** By id only. */
export function findChannel({ store }: World, id: string): Channel | undefined {
  return store.workspace.channels.find((channel) => channel.id === id);
}

/** The channel with an id or a name, with or without #; throws for people who set the sandbox up. */
export function channelNamed(world: World, idOrName: string): Channel {
  const name = idOrName.replace(/^#/, '');
  const channel = findChannel(world, idOrName) ?? world.store.workspace.channels.find((one) => one.name === name);
  if (!channel) throw new Error(`The sandbox's Slack has no channel ${idOrName}.`);
  return channel;
}

/** The user with an id, a handle or a real name. */
export function userNamed(world: World, idOrName: string): SlackUser {
  const { users } = world.store.workspace;
  const found =
    users.find(({ id }) => id === idOrName) ??
    users.find(({ name, realName }) => name === idOrName || realName === idOrName);
  if (!found) throw new Error(`The sandbox's Slack has no user ${idOrName}.`);
  return found;
}
