import { setImmediate as nextTick } from 'node:timers/promises';
import type { ServiceResponse } from '../core/service.ts';
import { errorBody, type Failure } from './errors.ts';
import type { Composed } from './message.ts';
import type { StreamFault } from './scripted-answer.ts';
import { renderEvent, renderEvents } from './stream.ts';

type Headers = Readonly<Record<string, string>>;

interface Delivery {
  readonly requestId: string;
  readonly headers: Headers;
  readonly fault: StreamFault | undefined;
}

export const respondJson = (status: number, value: unknown, headers: Headers): ServiceResponse => ({
  status,
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify(value),
});

export const respondFailure = (failure: Failure, requestId: string, headers: Headers): ServiceResponse =>
  respondJson(failure.status, errorBody(failure, requestId), { ...headers, ...failure.headers });

/** The message as a stream of events, as far as the fault lets it. */
export function respondStream(composed: Composed, { requestId, headers, fault }: Delivery): ServiceResponse {
  const events = renderEvents(composed);
  const sse = { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache', ...headers };
  const stream = (texts: readonly string[], more: Headers = {}): ServiceResponse => ({
    status: 200,
    headers: { ...sse, ...more },
    body: piecesOf(texts, fault?.kind === 'stall'),
  });
  switch (fault?.kind) {
    case undefined:
      return stream(events);
    case 'error':
      return stream([...events.slice(0, fault.afterEvents), renderEvent('error', errorBody(fault, requestId))]);
    case 'stall':
      return stream(events.slice(0, fault.afterEvents));
    case 'cut': {
      const firstDelta = events.findIndex((event) => event.startsWith('event: content_block_delta'));
      const sent = events.slice(0, fault.after === 'firstDelta' ? firstDelta + 1 : fault.after);
      return stream(sent, promiseOfMore(sent.join('')));
    }
  }
}

/** The message as one JSON text, as far as the fault lets it. */
export function respondMessage({ message }: Composed, { requestId, headers, fault }: Delivery): ServiceResponse {
  const whole = respondJson(200, message, headers);
  if (fault === undefined) return whole;
  if (fault.kind === 'error') {
    return respondFailure({ status: fault.type === 'overloaded_error' ? 529 : 500, ...fault }, requestId, headers);
  }
  const text = JSON.stringify(message);
  const half = text.slice(0, text.length / 2);
  const more = fault.kind === 'cut' ? promiseOfMore(half) : {};
  return { ...whole, headers: { ...whole.headers, ...more }, body: piecesOf([half], fault.kind === 'stall') };
}

/** A length that is never reached on a connection that then closes: to the client, a cut. */
const promiseOfMore = (sent: string): Headers => ({
  'content-length': String(Buffer.byteLength(sent) + 1000),
  connection: 'close',
});

async function* piecesOf(texts: readonly string[], staysOpen: boolean): AsyncGenerator<string> {
  // An empty piece sends the headers.
  yield '';
  for (const text of texts) {
    yield text;
    await nextTick();
  }
  if (staysOpen) await new Promise<never>(() => undefined);
}
