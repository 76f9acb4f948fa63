import { systemClock } from '../../../sandbox/core/clock.ts';
import type { FaultKind } from '../../../sandbox/core/faults.ts';
import {
  startService,
  type Service,
  type ServiceRequest,
  type ServiceResponse,
} from '../../../sandbox/core/service.ts';
import { Traffic } from '../../../sandbox/core/traffic.ts';
import { createHttpClient, type HttpClient, type HttpClientOptions } from '../../../src/clients/http/http-client.ts';

export interface Harness {
  readonly service: Service;
  readonly http: HttpClient;
  /** What the service was asked and did: requests struck by `reset` are not among them. */
  readonly seen: ServiceRequest[];
  /** Lines of the log, with their level. */
  readonly lines: string[];
  /** Virtual milliseconds slept, one entry per sleep. */
  readonly slept: number[];
  readonly strike: (fault: FaultKind, times?: number) => void;
  /** Virtual milliseconds since the start. */
  readonly elapsed: () => number;
}

const START = Date.UTC(2026, 10, 20, 12);

/** A client with virtual time against a local service, both closed after `work`. */
export async function withHttp(
  work: (harness: Harness) => Promise<void>,
  options: Partial<HttpClientOptions> = {},
  handler: (request: ServiceRequest) => ServiceResponse = () => ({
    status: 200,
    headers: { 'content-type': 'application/json' },
    body: '{"ok":true}',
  }),
): Promise<void> {
  const seen: ServiceRequest[] = [];
  const lines: string[] = [];
  const slept: number[] = [];
  let time = START;
  const service = await startService({
    nameOf: () => undefined,
    traffic: new Traffic(),
    clock: systemClock,
    handler: (request) => {
      seen.push(request);
      return Promise.resolve(handler(request));
    },
  });
  const note = (level: string) => (message: string) => void lines.push(`${level} ${message}`);
  const http = createHttpClient({
    signal: new AbortController().signal,
    log: {
      debug: note('debug'),
      info: note('info'),
      warn: note('warn'),
      error: note('error'),
      group: (_name, inside) => inside(),
    },
    now: () => time,
    sleep: (ms) => {
      slept.push(ms);
      time += ms;
      return Promise.resolve();
    },
    ...options,
  });
  try {
    await work({
      service,
      http,
      seen,
      lines,
      slept,
      strike: (fault, times = 1) => service.faults.add({ match: () => true, fault, times }),
      elapsed: () => time - START,
    });
  } finally {
    await http.close();
    await service.close();
  }
}

/** An http `Date` so many virtual milliseconds after the start. */
export const dateAt = (ms: number): string => new Date(START + ms).toUTCString();
