import { randomUUID } from 'node:crypto';
import type { Clock } from '../../core/clock.ts';
import type { Timings } from '../timings.ts';
import type { Connection, Hub } from './hub.ts';

/** One time that an envelope was sent. */
export interface Delivery {
  readonly connection: string;
  readonly envelopeId: string;
  readonly at: string;
  readonly isDuplicate: boolean;
  /** Real milliseconds; undefined while it is not acknowledged. */
  ackedAfterMs: number | undefined;
}

export interface Envelope {
  readonly appId: string;
  readonly payload: unknown;
  readonly acceptsResponse: boolean;
}

interface Surroundings {
  readonly hub: Hub;
  readonly clock: Clock;
  readonly timings: Timings;
}

export type Delivered =
  | { readonly status: 'acknowledged'; readonly response: unknown }
  /** No connection took it, or none was there. */
  | { readonly status: 'unacknowledged' | 'undelivered' };

const MOST_ATTEMPTS = 3;

/**
 * Sends an envelope to one of the app's connections; after three seconds without an answer, or when the connection
 * ended, to another one, three times at most. Every sending is put into `log`.
 */
export async function deliver(around: Surroundings, envelope: Envelope, log: Delivery[]): Promise<Delivered> {
  const { hub } = around;
  const tried = new Set<string>();
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt += 1) {
    if (hub.faults.delayMs)
      await new Promise<void>((resolve) => void hub.after(hub.faults.delayMs ?? 0, resolve).ref());
    const connection = hub.choose(envelope.appId, tried);
    if (!connection) return { status: attempt === 0 ? 'undelivered' : 'unacknowledged' };
    tried.add(connection.id);
    if (hub.chance(hub.faults.drop)) {
      connection.peer.destroy();
      continue;
    }
    const envelopeId = randomUUID();
    const targets = [connection];
    const twin = hub.chance(hub.faults.duplicate) ? hub.choose(envelope.appId, new Set()) : undefined;
    if (twin) targets.push(twin);
    const answer = await sendOnce(around, envelope, { envelopeId, attempt, targets, log });
    if (answer) return { status: 'acknowledged', response: answer.response };
  }
  return { status: 'unacknowledged' };
}

interface Sending {
  readonly envelopeId: string;
  readonly attempt: number;
  /** The second one gets a duplicate. */
  readonly targets: readonly Connection[];
  readonly log: Delivery[];
}

/** Resolves with the first acknowledgement; undefined when the time is up or every connection ended. */
function sendOnce({ hub, clock, timings }: Surroundings, { payload, acceptsResponse }: Envelope, sending: Sending) {
  const { envelopeId, attempt, targets, log } = sending;
  const text = JSON.stringify({
    envelope_id: envelopeId,
    payload,
    type: 'interactive',
    accepts_response_payload: acceptsResponse,
    ...(attempt > 0 ? { retry_attempt: attempt, retry_reason: 'timeout' } : {}),
  });
  return new Promise<{ readonly response: unknown } | undefined>((resolve) => {
    const started = Date.now();
    const timer = hub.after(timings.ackMs, () => finish(undefined)).ref();
    let open = targets.length;
    function finish(answer: { readonly response: unknown } | undefined): void {
      clearTimeout(timer);
      resolve(answer);
    }
    for (const [index, connection] of targets.entries()) {
      const delivery: Delivery = {
        connection: connection.id,
        envelopeId,
        at: clock.now().toISOString(),
        isDuplicate: index > 0,
        ackedAfterMs: undefined,
      };
      log.push(delivery);
      connection.onAck.set(envelopeId, (response) => {
        delivery.ackedAfterMs ??= Date.now() - started;
        finish({ response });
      });
      connection.onClosed.add(() => {
        open -= 1;
        if (open === 0) finish(undefined);
      });
      connection.peer.send(text);
    }
  });
}
