import { randomBytes } from 'node:crypto';
import type { Channel, SlackUser } from '../documents.ts';
import { channelNamed, findApp, nowMs, userNamed, type World } from '../world.ts';

export interface NewUser {
  /** `Mara Novak` */
  readonly realName: string;
  /** `mara.novak` when left out. */
  readonly name?: string;
  /** From the name when left out; null for a person who hides it. */
  readonly email?: string | null;
  /** Id of their workspace, when it is another one. */
  readonly team?: string;
  readonly isBot?: boolean;
  /** Deactivated. */
  readonly deleted?: boolean;
}

const slug = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '.')
    .replaceAll(/^\.+|\.+$/g, '') || randomBytes(4).toString('hex');

/** The user of that real name, new when there is none. */
export function createUser(world: World, given: NewUser): SlackUser {
  const { realName, isBot = false, deleted = false } = given;
  const { workspace } = world.store;
  const known = workspace.users.find((user) => user.realName === realName && user.isBot === isBot);
  if (known) return known;
  const name = given.name ?? slug(realName);
  const email = given.email === null || isBot ? undefined : (given.email ?? `${name}@example.com`);
  const user: SlackUser = {
    id: world.store.takeId('U'),
    name,
    realName,
    ...(email === undefined ? {} : { email }),
    ...(given.team === undefined ? {} : { team: given.team }),
    isBot,
    deleted,
    created: Math.floor(nowMs(world) / 1000),
  };
  workspace.users.push(user);
  world.store.saveWorkspace();
  world.changes.note();
  return user;
}

export interface NewChannel {
  /** Without #. */
  readonly name: string;
  readonly isPrivate?: boolean;
  readonly isArchived?: boolean;
  /** Users by id or name, apps by id. */
  readonly members?: readonly string[];
}

/** The id of a user, or of the bot user of an app. */
const memberId = (world: World, who: string): string => findApp(world, who)?.botUserId ?? userNamed(world, who).id;

/** The channel of that name, new when there is none; its members are added to those that it has. */
export function createChannel(world: World, given: NewChannel): Channel {
  const { name, isPrivate = false, isArchived = false, members = [] } = given;
  if (!/^[\p{L}\p{N}_-]{1,80}$/u.test(name) || name !== name.toLowerCase())
    throw new Error(`${name} is no name of a channel.`);
  const { workspace } = world.store;
  const known = workspace.channels.find((channel) => channel.name === name);
  const ids = members.map((member) => memberId(world, member));
  const channel: Channel = known ?? {
    id: world.store.takeId('C'),
    name,
    isPrivate,
    isArchived,
    members: [],
    creator: ids[0] ?? '',
    created: Math.floor(nowMs(world) / 1000),
  };
  if (!known) workspace.channels.push(channel);
  channel.members.push(...ids.filter((id) => !channel.members.includes(id)));
  world.store.saveWorkspace();
  world.changes.note();
  return channel;
}

/** Adds a user, or an app by its id, to a channel. */
export function invite(world: World, channel: string, who: string): void {
  const { members } = channelNamed(world, channel);
  const id = memberId(world, who);
  if (!members.includes(id)) members.push(id);
  world.store.saveWorkspace();
  world.changes.note();
}

export function removeFromChannel(world: World, channel: string, who: string): void {
  const { members } = channelNamed(world, channel);
  const at = members.indexOf(memberId(world, who));
  if (at >= 0) members.splice(at, 1);
  world.store.saveWorkspace();
  world.changes.note();
}
