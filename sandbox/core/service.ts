import http from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from './clock.ts';
import { Faults, type FaultKind } from './faults.ts';
import type { ServiceRequest } from './request.ts';
import type { ServiceName, Traffic } from './traffic.ts';

export type { ServiceRequest } from './request.ts';

export interface ServiceResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Bytes, text, or pieces that are sent one by one. */
  readonly body?: Buffer | string | AsyncIterable<string>;
  /** False keeps the bodies of this exchange out of the traffic (git packs). */
  readonly recordBodies?: boolean;
}

export type Handler = (request: ServiceRequest) => Promise<ServiceResponse>;

export interface Service {
  /** http://127.0.0.1:PORT */
  readonly url: string;
  readonly faults: Faults;
  close(): Promise<void>;
}

interface ServiceOptions {
  /** The service that an exchange belongs to; undefined keeps it out of the traffic (pages for people). */
  readonly nameOf: (request: ServiceRequest) => ServiceName | undefined;
  readonly handler: Handler;
  readonly traffic: Traffic;
  readonly clock: Clock;
  readonly port?: number;
  /** Takes a connection that asks for another protocol (WebSocket); it is ended with the service. */
  readonly upgrade?: (request: http.IncomingMessage, socket: Duplex, head: Buffer) => void;
}

const json = (status: number, value: unknown): ServiceResponse => ({
  status,
  headers: { 'content-type': 'application/json; charset=utf-8' },
  body: JSON.stringify(value),
});

/** An HTTP server on loopback with injected faults, whose exchanges are recorded. */
export async function startService(options: ServiceOptions): Promise<Service> {
  const { nameOf, handler, traffic, clock, port = 0, upgrade } = options;
  const faults = new Faults();
  const upgraded = new Set<Duplex>();
  const server = http.createServer((incoming, outgoing) => {
    const started = Date.now();
    void (async () => {
      const request = await readRequest(incoming);
      const name = nameOf(request);
      const strike = faults.strike(request, clock.now());
      if (strike?.kind === 'reset') return void incoming.socket.destroy();
      if (strike?.kind === 'delay') await sleep(strike.ms / clock.speed);
      const answer = await respond(handler, request, strike);
      if (strike?.kind === 'lostAnswer') return void incoming.socket.destroy();
      const sent = await send(outgoing, answer, strike);
      if (name) traffic.record(entryOf({ name, request, answer, sent, started }));
    })().catch((error: unknown) => {
      console.error('sandbox: request failed', incoming.method, incoming.url, error);
      outgoing.destroy();
    });
  });
  server.keepAliveTimeout = 60_000;
  if (upgrade)
    server.on('upgrade', (request, socket, head) => {
      upgraded.add(socket);
      socket.once('close', () => upgraded.delete(socket));
      upgrade(request, socket, head);
    });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    faults,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
        for (const socket of upgraded) socket.destroy();
      }),
  };
}

async function readRequest(incoming: http.IncomingMessage): Promise<ServiceRequest> {
  const pieces: Buffer[] = [];
  for await (const piece of incoming) pieces.push(piece as Buffer);
  const url = new URL(incoming.url ?? '/', `http://${incoming.headers.host ?? '127.0.0.1'}`);
  return {
    method: incoming.method ?? 'GET',
    url,
    path: decodeURIComponent(url.pathname),
    headers: incoming.headers,
    body: Buffer.concat(pieces),
  };
}

async function respond(handler: Handler, request: ServiceRequest, strike: FaultKind | undefined) {
  if (strike?.kind !== 'answer') return handler(request);
  const { status, headers = {}, body = {} } = strike;
  const answer = typeof body === 'string' ? { status, body } : json(status, body);
  return { ...answer, headers: { ...('headers' in answer ? answer.headers : {}), ...headers } };
}

/** Sends the answer, as far as the fault lets it; gives the text that was sent. */
async function send(outgoing: http.ServerResponse, answer: ServiceResponse, strike: FaultKind | undefined) {
  const limit = strike?.kind === 'cut' || strike?.kind === 'stall' ? strike.afterBytes : Number.POSITIVE_INFINITY;
  outgoing.writeHead(answer.status, answer.headers);
  const sent: Buffer[] = [];
  let bytes = 0;
  for await (const piece of piecesOf(answer.body)) {
    const data = Buffer.from(piece);
    const rest = data.subarray(0, limit - bytes);
    bytes += rest.length;
    sent.push(rest);
    outgoing.write(rest);
    if (bytes < limit) continue;
    if (strike?.kind === 'cut') setImmediate(() => outgoing.destroy());
    return Buffer.concat(sent);
  }
  outgoing.end();
  return Buffer.concat(sent);
}

async function* piecesOf(body: ServiceResponse['body']): AsyncGenerator<string | Buffer> {
  if (body === undefined) return;
  if (typeof body === 'string' || Buffer.isBuffer(body)) yield body;
  else yield* body;
}

interface Exchange {
  readonly name: ServiceName;
  readonly request: ServiceRequest;
  readonly answer: ServiceResponse;
  readonly sent: Buffer;
  readonly started: number;
}

function entryOf({ name, request, answer, sent, started }: Exchange): Parameters<Traffic['record']>[0] {
  const withBodies = answer.recordBodies !== false;
  const mimeType = request.headers['content-type'] ?? '';
  const time = Date.now() - started;
  return {
    _service: name,
    startedDateTime: new Date(started).toISOString(),
    time,
    request: {
      method: request.method,
      url: request.url.href,
      httpVersion: 'HTTP/1.1',
      cookies: [],
      headers: Object.entries(request.headers).map(([key, value]) => ({
        name: key,
        value: key === 'authorization' ? String(value).replace(/ .*/, ' ***') : String(value),
      })),
      queryString: [...request.url.searchParams].map(([key, value]) => ({ name: key, value })),
      headersSize: -1,
      bodySize: request.body.length,
      ...(withBodies && request.body.length > 0 ? { postData: { mimeType, text: request.body.toString('utf8') } } : {}),
    },
    response: {
      status: answer.status,
      statusText: http.STATUS_CODES[answer.status] ?? '',
      httpVersion: 'HTTP/1.1',
      cookies: [],
      headers: Object.entries(answer.headers ?? {}).map(([key, value]) => ({ name: key, value })),
      content: {
        size: sent.length,
        mimeType: answer.headers?.['content-type'] ?? '',
        text: withBodies ? sent.toString('utf8') : '',
      },
      redirectURL: '',
      headersSize: -1,
      bodySize: sent.length,
    },
    cache: {},
    timings: { send: 0, wait: time, receive: 0 },
  };
}
