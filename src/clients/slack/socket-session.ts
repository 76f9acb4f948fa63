import { SocketModeClient } from '@slack/socket-mode';
import * as z from 'zod';
import type { Log } from '../../log.ts';
import type { Connections } from '../http/connections.ts';
import type { HttpClient } from '../http/http-client.ts';
import { sleep } from '../http/sleep.ts';
import { quietLogger } from './sdk-log.ts';
import { createSocketDispatcher } from './socket-dispatcher.ts';
import { readThrown, type Try } from './try-call.ts';

export interface SessionOptions {
  readonly url: string;
  readonly appToken: string;
  readonly connections: Connections;
  readonly http: Pick<HttpClient, 'fetch'>;
  readonly log: Log;
  readonly redact: (text: string) => string;
}

/** One WebSocket of Socket Mode. */
export interface Session {
  /** Settles when Slack asks to leave, or the connection has ended; never rejects. */
  readonly ending: Promise<string>;
  /** Frees everything, within a second. */
  close(): Promise<void>;
}

export type Opened =
  | { readonly kind: 'open'; readonly session: Session }
  /** Slack said why in place of its hello: `too_many_websockets`, `link_disabled`. */
  | { readonly kind: 'left'; readonly reason: string }
  | { readonly kind: 'failed'; readonly end: Exclude<Try, { readonly kind: 'done' }> };

const HELLO_MS = 15_000;
const TRY_MS = 10_000;
const GOODBYE_MS = 400;

const Leaving = z.object({ type: z.literal('disconnect'), reason: z.string().catch('no reason') });

interface Envelope {
  readonly ack: () => Promise<void>;
  readonly body: unknown;
}

/**
 * Opens one connection and waits for Slack's hello. Interactions are acknowledged before they are handed on. The SDK's own
 * reconnecting is off: it fails without anybody to hear it.
 */
export async function openSession(options: SessionOptions, onInteraction: (body: unknown) => void): Promise<Opened> {
  const { url, appToken, connections, http, log, redact } = options;
  const dispatcher = createSocketDispatcher(connections);
  const client = new SocketModeClient({
    appToken,
    autoReconnectEnabled: false,
    dispatcher,
    logger: quietLogger(log, redact),
    clientOptions: {
      slackApiUrl: url.endsWith('/') ? url : `${url}/`,
      fetch: http.fetch,
      retryConfig: { retries: 0 },
      rejectRateLimitedCalls: true,
      timeout: TRY_MS,
    },
  });
  let end: (reason: string) => void = () => undefined;
  const ending = new Promise<string>((resolve) => (end = resolve));
  watchMessages(client, { log, onLeaving: end });
  client.on('disconnected', () => end('the connection ended'));
  client.on('interactive', ({ ack, body }: Envelope) => {
    ack().catch((error: unknown) => log.debug(`A click could not be acknowledged: ${String(error)}`));
    onInteraction(body);
  });
  const session: Session = { ending, close: () => closeClient(client, () => dispatcher.destroy()) };
  const hello = await Promise.race([
    client.start().then(
      () => 'hello' as const,
      (error: unknown) => ({ error }),
    ),
    ending.then((reason) => ({ reason })),
    sleep(HELLO_MS).then(() => ({ reason: 'no hello in time' })),
  ]);
  if (hello === 'hello') return { kind: 'open', session };
  await session.close();
  return 'reason' in hello ? { kind: 'left', reason: hello.reason } : failureOf(hello.error);
}

/** The SDK gives no reason when the connection ended before the hello. */
function failureOf(error: unknown): Opened {
  if (error === undefined) return { kind: 'left', reason: 'the connection ended before it began' };
  const end = readThrown(error);
  if (end !== undefined) return { kind: 'failed', end };
  throw new Error('The Slack SDK failed.', { cause: error });
}

/**
 * Puts a guard before the SDK's own reading, which rejects unheard on what it does not expect, and leaves at once when Slack
 * says so: the next connection is to be there first.
 */
function watchMessages(
  client: SocketModeClient,
  { log, onLeaving }: { readonly log: Log; readonly onLeaving: (reason: string) => void },
): void {
  const readers = client.listeners('ws_message') as ((...args: unknown[]) => unknown)[];
  client.removeAllListeners('ws_message');
  client.on('ws_message', (...args: unknown[]) => {
    const leaving = Leaving.safeParse(parseJson(args[0]));
    if (leaving.success) {
      onLeaving(leaving.data.reason);
      return;
    }
    for (const read of readers) {
      Promise.resolve(read(...args)).catch((error: unknown) => {
        log.debug(`A message of Slack could not be read: ${String(error)}`);
      });
    }
  });
}

function parseJson(text: unknown): unknown {
  try {
    return typeof text === 'string' ? JSON.parse(text) : undefined;
  } catch {
    return undefined;
  }
}

/** The SDK waits half a minute for a peer that does not close. */
async function closeClient(client: SocketModeClient, destroy: () => void): Promise<void> {
  const gone = client.disconnect().catch(() => undefined);
  await Promise.race([gone, sleep(GOODBYE_MS)]);
  destroy();
  await Promise.race([gone, sleep(GOODBYE_MS)]);
}
