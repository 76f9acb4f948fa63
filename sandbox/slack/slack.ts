import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Clock } from '../core/clock.ts';
import type { Handler, ServiceRequest, ServiceResponse } from '../core/service.ts';
import { Changes, settableClock } from './changes.ts';
import type { Channel, JournalEntry, SlackUser } from './documents.ts';
import { answerResponseUrl } from './hooks/response-urls.ts';
import { answerWebhook } from './hooks/webhooks.ts';
import { click, type Click } from './interactions/click.ts';
import { noInteractions, type Interaction, type OpenView } from './interactions/state.ts';
import { closeView, findOpenView, inputsOf, submitView } from './interactions/submit-view.ts';
import { Limiter, SLACK_LIMITS, type LimitReport, type Limits } from './limits.ts';
import { answerPage } from './page/page-handler.ts';
import { answerMethod } from './rest/answer-method.ts';
import { createApp, createWebhook, issueToken, prohibitWebhook } from './setup/new-app.ts';
import type { IssuedApp, NewApp, NewToken } from './setup/new-app.ts';
import { createChannel, createUser, invite, removeFromChannel } from './setup/new-people.ts';
import type { NewChannel, NewUser } from './setup/new-people.ts';
import { readEphemerals, readMessages, type EphemeralState, type MessageState } from './setup/read-messages.ts';
import { Hub, type DisconnectReason, type Routing, type SocketFaults } from './socket/hub.ts';
import { Store } from './store.ts';
import { SLACK_TIMINGS, type Timings } from './timings.ts';
import { channelNamed, userNamed, type World } from './world.ts';

interface ConnectionState {
  readonly id: string;
  readonly appId: string;
  readonly isLeaving: boolean;
}

/** A local Slack: Web API, webhooks, Socket Mode, and a page for people. */
export interface Slack {
  readonly handler: Handler;
  /** For sockets: what the server gives on `upgrade`. */
  readonly upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
  /** Whether a request is for a page, and not for the API. */
  isPage(request: Pick<ServiceRequest, 'url'>): boolean;
  setBaseUrl(url: string): void;
  /** What a service connection names: http://127.0.0.1:PORT/api/ */
  apiUrl(): string;
  /** The page of a channel (by id or name), seen by a user. */
  pageUrl(channel: string, user?: string): string;

  /** These three give what exists when it does. */
  createApp(app: NewApp): IssuedApp;
  createUser(user: NewUser): SlackUser;
  createChannel(channel: NewChannel): Channel;
  /** A user by id or name, an app by its id. */
  invite(channel: string, who: string): void;
  remove(channel: string, who: string): void;
  archive(channel: string, isArchived?: boolean): void;
  deactivate(user: string, deleted?: boolean): void;
  issueToken(appId: string, token?: NewToken): string;
  deleteToken(token: string): void;
  /** Gives the address. */
  createWebhook(appId: string, channel: string): string;
  prohibitWebhook(url: string, prohibited?: boolean): void;

  /** Resolves when the click was acknowledged, or was not. */
  click(click: Click): Promise<Interaction>;
  /** The modal that a user has open. */
  openView(user: string): OpenView | undefined;
  /** Sends the modal in with this text in every field; undefined when Slack itself does not let it through. */
  submitReason(user: string, reason: string): Promise<Interaction | undefined>;
  closeView(user: string): Promise<void>;
  /** What became of every click, submission and closed modal. */
  readonly interactions: readonly Interaction[];

  messages(channel: string): readonly MessageState[];
  /** Of one user, or of all. */
  ephemerals(channel: string, user?: string): readonly EphemeralState[];
  /** A person deletes a message. */
  deleteMessage(channel: string, ts: string): void;
  /** A person writes one; gives its `ts`. */
  say(message: {
    readonly user: string;
    readonly channel: string;
    readonly text: string;
    readonly thread?: string;
  }): string;
  /** Every write that was asked for with a token, webhook or response URL, the refused ones too. */
  readonly journal: readonly JournalEntry[];

  readonly limits: LimitReport;
  /** Parts replace Slack's own; `'none'` lifts all. */
  setLimits(limits: Partial<Limits> | 'none'): void;
  setClock(clock: Clock): void;
  setTimings(timings: Partial<Timings>): void;
  connections(appId: string): readonly ConnectionState[];
  /** How many connections were refused because an app had ten. */
  refusedConnections(): number;
  /** Of one app, or of all; gives how many. */
  forceDisconnect(options?: {
    readonly appId?: string;
    readonly connection?: string;
    readonly reason?: DisconnectReason;
  }): number;
  setRouting(routing: Routing, seed?: number): void;
  setSocketFaults(faults: SocketFaults): void;
  /** Ends every socket. */
  close(): void;
}

interface SlackOptions {
  /** Keeps everything; in memory only when left out. */
  readonly folder?: string;
  readonly clock: Clock;
}

export function createSlack({ folder, clock: first }: SlackOptions): Slack {
  const clock = settableClock(first);
  const world: World = {
    clock,
    store: new Store(folder),
    limiter: new Limiter(clock),
    hub: new Hub({ clock, timings: () => world.timings }),
    interactions: noInteractions(),
    changes: new Changes(),
    ephemerals: [],
    timings: SLACK_TIMINGS,
    baseUrl: '',
  };
  const { store, hub } = world;
  return {
    handler: (request) => answer(world, request),
    upgrade: (request, socket, head) => hub.upgrade(request, socket, head),
    isPage,
    setBaseUrl(url) {
      world.baseUrl = url.replace(/\/$/, '');
    },
    apiUrl: () => `${world.baseUrl}/api/`,
    pageUrl(channel, user) {
      const query = user === undefined ? '' : `?as=${userNamed(world, user).id}`;
      return `${world.baseUrl}/channels/${channelNamed(world, channel).id}${query}`;
    },
    ...setupOf(world),
    ...peopleOf(world),
    get interactions() {
      return world.interactions.interactions;
    },
    get journal() {
      return store.journal;
    },
    get limits() {
      return world.limiter.report;
    },
    setLimits(limits) {
      world.limiter.limits = limits === 'none' ? undefined : { ...SLACK_LIMITS, ...limits };
    },
    setClock: (next) => clock.set(next),
    setTimings(timings) {
      world.timings = { ...world.timings, ...timings };
    },
    ...socketsOf(hub, store),
  };
}

const isPage: Slack['isPage'] = ({ url }) => !/^\/(api|services|actions)\//.test(url.pathname);

function answer(world: World, request: ServiceRequest): Promise<ServiceResponse> {
  if (isPage(request)) return answerPage(world, request);
  if (request.path.startsWith('/services/')) return Promise.resolve(answerWebhook(world, request));
  if (request.path.startsWith('/actions/')) return Promise.resolve(answerResponseUrl(world, request));
  return Promise.resolve(answerMethod(world, request));
}

type Setup = 'createApp' | 'createUser' | 'createChannel' | 'invite' | 'remove' | 'archive' | 'deactivate';
type Tokens = 'issueToken' | 'deleteToken' | 'createWebhook' | 'prohibitWebhook';

function setupOf(world: World): Pick<Slack, Setup | Tokens> {
  const { store, changes } = world;
  const save = () => {
    store.saveWorkspace();
    changes.note();
  };
  return {
    createApp: (app) => createApp(world, app),
    createUser: (user) => createUser(world, user),
    createChannel: (channel) => createChannel(world, channel),
    invite: (channel, who) => invite(world, channel, who),
    remove: (channel, who) => removeFromChannel(world, channel, who),
    archive(channel, isArchived = true) {
      channelNamed(world, channel).isArchived = isArchived;
      save();
    },
    deactivate(user, deleted = true) {
      userNamed(world, user).deleted = deleted;
      save();
    },
    issueToken: (appId, token) => issueToken(world, appId, token),
    deleteToken: (token) => store.deleteToken(token),
    createWebhook: (appId, channel) => createWebhook(world, appId, channel),
    prohibitWebhook: (url, prohibited = true) => prohibitWebhook(world, url, prohibited),
  };
}

type Acts = 'click' | 'openView' | 'submitReason' | 'closeView' | 'messages' | 'ephemerals' | 'deleteMessage' | 'say';

function peopleOf(world: World): Pick<Slack, Acts> {
  const { store, changes } = world;
  return {
    click: (given) => click(world, given),
    openView: (user) => findOpenView(world, userNamed(world, user).id),
    submitReason(user, reason) {
      const open = findOpenView(world, userNamed(world, user).id);
      const texts = open ? inputsOf(open).map(({ blockId }) => [blockId, reason] as const) : [];
      return submitView(world, user, Object.fromEntries(texts));
    },
    closeView: (user) => closeView(world, user),
    messages: (channel) => readMessages(world, channel),
    ephemerals: (channel, user) => readEphemerals(world, channel, user),
    deleteMessage(channel, ts) {
      const message = store.message(channelNamed(world, channel).id, ts);
      if (!message) throw new Error(`There is no message at ${ts} in ${channel}.`);
      store.deleteMessage(message);
      changes.note();
    },
    say({ user, channel, text, thread }) {
      const ts = store.takeTs(world.clock.now());
      store.saveMessage({
        channelId: channelNamed(world, channel).id,
        ts,
        userId: userNamed(world, user).id,
        ...(thread === undefined ? {} : { threadTs: thread }),
        broadcast: false,
        text,
        blocks: [],
        attachments: [],
        notified: [],
      });
      changes.note();
      return ts;
    },
  };
}

type Sockets = 'connections' | 'refusedConnections' | 'forceDisconnect' | 'setRouting' | 'setSocketFaults' | 'close';

function socketsOf(hub: Hub, store: Store): Pick<Slack, Sockets> {
  return {
    connections: (appId) => hub.connectionsOf(appId).map(({ id, isLeaving }) => ({ id, appId, isLeaving })),
    refusedConnections: () => hub.refused,
    forceDisconnect({ appId, connection, reason = 'refresh_requested' } = {}) {
      const apps = appId === undefined ? store.workspace.apps.map(({ id }) => id) : [appId];
      const all = apps.flatMap((id) => hub.connectionsOf(id));
      const meant = all.filter(({ id }) => connection === undefined || id === connection);
      hub.disconnect(meant, reason);
      return meant.length;
    },
    setRouting(routing, seed) {
      hub.routing = routing;
      if (seed !== undefined) hub.seed = seed;
    },
    setSocketFaults(faults) {
      hub.faults = faults;
    },
    close: () => hub.close(),
  };
}
