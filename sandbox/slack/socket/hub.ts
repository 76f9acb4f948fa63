import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Clock } from '../../core/clock.ts';
import type { Timings } from '../timings.ts';
import { seededRandom } from './random.ts';
import { acceptHandshake, refuseHandshake, WebSocketPeer } from './web-socket.ts';

/** How many connections an app may have. */
const MOST_CONNECTIONS = 10;

/** What a connection is told before it ends; `drop` is told nothing. */
export type DisconnectReason = 'warning' | 'refresh_requested' | 'link_disabled' | 'drop';

/** Which connection gets a click. */
export type Routing = 'random' | 'oldest' | 'newest';

/** What goes wrong with deliveries; shares from 0 to 1 of them. */
export interface SocketFaults {
  /** The connection is dropped instead of delivered to. */
  readonly drop?: number;
  /** The same envelope comes twice, to whichever connections. */
  readonly duplicate?: number;
  /** Every delivery is late by so many sandbox milliseconds. */
  readonly delayMs?: number;
}

export interface Connection {
  /** `conn-7` */
  readonly id: string;
  readonly appId: string;
  readonly peer: WebSocketPeer;
  /** It was told to go and gets nothing more. */
  isLeaving: boolean;
  /** Takes the acknowledgement of an envelope. */
  onAck: Map<string, (payload: unknown) => void>;
  readonly onClosed: Set<() => void>;
  readonly timers: NodeJS.Timeout[];
}

interface HubOptions {
  readonly clock: Clock;
  readonly timings: () => Timings;
}

interface Ticket {
  readonly appId: string;
  readonly expiresAt: number;
}

/** The sockets of all apps. */
export class Hub {
  readonly #options: HubOptions;
  readonly #tickets = new Map<string, Ticket>();
  readonly #connections = new Map<string, Connection>();
  #random = seededRandom(1);
  #opened = 0;
  #refused = 0;
  routing: Routing = 'random';
  faults: SocketFaults = {};

  constructor(options: HubOptions) {
    this.#options = options;
  }

  /** Misrouting and faults happen the same way for the same seed. */
  set seed(seed: number) {
    this.#random = seededRandom(seed);
  }

  chance(share = 0): boolean {
    return share > 0 && this.#random() < share;
  }

  /** How many connections were refused because the app had ten. */
  get refused(): number {
    return this.#refused;
  }

  /** From the oldest to the newest, with those that are about to leave. */
  connectionsOf(appId: string): readonly Connection[] {
    return [...this.#connections.values()].filter(({ appId: id, peer }) => id === appId && peer.isOpen);
  }

  /** An address for one connection of the app. */
  issueAddress(appId: string, baseUrl: string): string {
    const ticket = randomBytes(16).toString('hex');
    const expiresAt = this.#options.clock.now().getTime() + this.#options.timings().ticketMs;
    this.#tickets.set(ticket, { appId, expiresAt });
    return `${baseUrl.replace(/^http/, 'ws')}/link/?ticket=${ticket}&app_id=${appId}`;
  }

  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    if (url.pathname !== '/link/') {
      refuseHandshake(socket, '404 Not Found');
      return;
    }
    const given = url.searchParams.get('ticket') ?? '';
    const ticket = this.#tickets.get(given);
    this.#tickets.delete(given);
    const isGood = ticket && this.#options.clock.now().getTime() <= ticket.expiresAt;
    if (!isGood || ticket.appId !== url.searchParams.get('app_id')) {
      refuseHandshake(socket, '403 Forbidden');
      return;
    }
    if (!acceptHandshake(request, socket)) {
      refuseHandshake(socket, '400 Bad Request');
      return;
    }
    this.#open(ticket.appId, socket, head);
  }

  /** One of the connections that may get an envelope, others than those that had it where possible. */
  choose(appId: string, tried: ReadonlySet<string>): Connection | undefined {
    const able = this.connectionsOf(appId).filter(({ isLeaving }) => !isLeaving);
    const fresh = able.filter(({ id }) => !tried.has(id));
    const from = fresh.length > 0 ? fresh : able;
    if (this.routing === 'oldest') return from[0];
    if (this.routing === 'newest') return from.at(-1);
    return from[Math.floor(this.#random() * from.length)];
  }

  /** Tells connections to go, or drops them. */
  disconnect(connections: readonly Connection[], reason: DisconnectReason): void {
    for (const connection of connections) {
      if (reason === 'drop') connection.peer.destroy();
      else this.#dismiss(connection, reason);
    }
  }

  /** After so many sandbox milliseconds; keeps no process alive. */
  after(ms: number, act: () => void): NodeJS.Timeout {
    return setTimeout(act, ms / this.#options.clock.speed).unref();
  }

  close(): void {
    for (const { peer } of this.#connections.values()) peer.destroy();
  }

  #open(appId: string, socket: Duplex, head: Buffer): void {
    this.#opened += 1;
    const id = `conn-${this.#opened}`;
    const peer = new WebSocketPeer(socket, head, {
      onText: (text) => readAck(this.#connections.get(id), text),
      onClosed: () => this.#forget(id),
    });
    const connection: Connection = {
      id,
      appId,
      peer,
      isLeaving: false,
      onAck: new Map(),
      onClosed: new Set(),
      timers: [],
    };
    if (this.connectionsOf(appId).length >= MOST_CONNECTIONS) {
      this.#refused += 1;
      peer.send(JSON.stringify(farewell('too_many_websockets', id)));
      peer.close(1000);
      return;
    }
    this.#connections.set(id, connection);
    this.#greet(connection);
  }

  #greet(connection: Connection): void {
    const { id, appId, peer, timers } = connection;
    const { pingMs, connectionAgeMs } = this.#options.timings();
    const hello = {
      type: 'hello',
      num_connections: this.connectionsOf(appId).length,
      debug_info: {
        host: id,
        build_number: 1,
        approximate_connection_time: Math.round((connectionAgeMs ?? 3_600_000) / 1000),
      },
      connection_info: { app_id: appId },
    };
    peer.send(JSON.stringify(hello));
    timers.push(setInterval(() => peer.ping(`Ping from ${id}`), pingMs).unref());
    if (connectionAgeMs !== undefined)
      timers.push(this.after(connectionAgeMs, () => this.#dismiss(connection, 'refresh_requested')));
  }

  #dismiss(connection: Connection, reason: DisconnectReason): void {
    connection.isLeaving = true;
    connection.peer.send(JSON.stringify(farewell(reason, connection.id)));
    connection.timers.push(this.after(this.#options.timings().leaveMs, () => connection.peer.destroy()));
  }

  #forget(id: string): void {
    const connection = this.#connections.get(id);
    this.#connections.delete(id);
    for (const timer of connection?.timers ?? []) clearTimeout(timer);
    for (const tell of connection?.onClosed ?? []) tell();
  }
}

const farewell = (reason: string, host: string) => ({ type: 'disconnect', reason, debug_info: { host } });

/** `{envelope_id, payload}`; anything else is ignored, as Slack does. */
function readAck(connection: Connection | undefined, text: string): void {
  try {
    const value = JSON.parse(text) as { readonly envelope_id?: unknown; readonly payload?: unknown } | null;
    const id = value?.envelope_id;
    if (typeof id === 'string') connection?.onAck.get(id)?.(value?.payload);
  } catch {
    // No JSON.
  }
}
