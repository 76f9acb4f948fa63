import { randomBytes } from 'node:crypto';
import type { App, Token, Webhook } from '../documents.ts';
import { appNamed, channelNamed, nowMs, type World } from '../world.ts';

/** What the app manifest asks for. */
const DEFAULT_SCOPES = [
  'chat:write',
  'channels:history',
  'groups:history',
  'channels:read',
  'groups:read',
  'users:read',
  'users:read.email',
];

export interface NewApp {
  /** One app per project of Azure DevOps. */
  readonly name: string;
  /** Of its bot token; those of the manifest when left out. */
  readonly scopes?: readonly string[];
}

export interface IssuedApp {
  readonly appId: string;
  readonly botUserId: string;
  /** xoxb- */
  readonly botToken: string;
  /** xapp-, for Socket Mode. */
  readonly appToken: string;
}

export interface NewToken {
  readonly kind?: Token['kind'];
  readonly scopes?: readonly string[];
  /** The run or job that uses it; stands in the journal. */
  readonly run?: string;
}

/** One more token of an app; real apps have one, this many tell callers apart. */
export function issueToken(world: World, appId: string, { kind = 'bot', scopes, run }: NewToken = {}): string {
  const secret = randomBytes(12).toString('hex');
  const token = kind === 'bot' ? `xoxb-${nowMs(world)}-${secret}` : `xapp-1-${appId}-${nowMs(world)}-${secret}`;
  world.store.saveToken({
    token,
    kind,
    appId: appNamed(world, appId).id,
    scopes: scopes ?? (kind === 'bot' ? DEFAULT_SCOPES : ['connections:write']),
    ...(run === undefined ? {} : { run }),
  });
  return token;
}

/** The app of that name with its first tokens, new when there is none. */
export function createApp(world: World, { name, scopes }: NewApp): IssuedApp {
  const { store } = world;
  const known = store.workspace.apps.find((app) => app.name === name);
  if (known) return describe(world, known);
  const app: App = { id: store.takeId('A'), name, botUserId: store.takeId('U'), botId: store.takeId('B') };
  store.workspace.apps.push(app);
  store.workspace.users.push({
    id: app.botUserId,
    name: name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '_'),
    realName: name,
    isBot: true,
    botId: app.botId,
    appId: app.id,
    deleted: false,
    created: Math.floor(nowMs(world) / 1000),
  });
  store.saveWorkspace();
  issueToken(world, app.id, scopes ? { scopes } : {});
  issueToken(world, app.id, { kind: 'app' });
  return describe(world, app);
}

function describe({ store }: World, { id, botUserId }: App): IssuedApp {
  const tokenOf = (kind: Token['kind']) =>
    store.tokens.find((token) => token.appId === id && token.kind === kind)?.token ?? '';
  return { appId: id, botUserId, botToken: tokenOf('bot'), appToken: tokenOf('app') };
}

/** An incoming webhook of an app for one channel; gives its address. */
export function createWebhook(world: World, appId: string, channel: string): string {
  const { workspace } = world.store;
  const webhook: Webhook = {
    id: world.store.takeId('B'),
    appId: appNamed(world, appId).id,
    channelId: channelNamed(world, channel).id,
    secret: randomBytes(12).toString('hex'),
    prohibited: false,
  };
  workspace.webhooks.push(webhook);
  world.store.saveWorkspace();
  return `${world.baseUrl}/services/${workspace.teamId}/${webhook.id}/${webhook.secret}`;
}

/** An administrator forbids what a webhook does, or allows it again. */
export function prohibitWebhook(world: World, url: string, prohibited: boolean): void {
  const secret = url.split('/').at(-1);
  const webhook = world.store.workspace.webhooks.find((one) => one.secret === secret);
  if (!webhook) throw new Error('The sandbox\u2019s Slack has no such webhook.');
  webhook.prohibited = prohibited;
  world.store.saveWorkspace();
}
