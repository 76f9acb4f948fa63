import type { Log } from '../../log.ts';
import { classifyFailure, type Failure } from './classify-failure.ts';
import { createConnections, type Network } from './connections.ts';
import { createFetch } from './create-fetch.ts';
import { modeOf, nextAfterFailure, nextAfterStatus, type RetryMode } from './decide-next.ts';
import {
  failureError,
  lostAnswerError,
  quietError,
  signInOrRedirectError,
  statusError,
  tooLargeError,
} from './explain.ts';
import { createPacer, SHORTEST_TRY_MS, type TooLate } from './pacer.ts';
import { originOf, redactorFor, redactUrl, type Redact } from './redact.ts';
import { responseOf, type HttpResponse } from './response.ts';
import { sendOnce, TooLarge, type RawAnswer } from './send-once.ts';
import { sleep as realSleep } from './sleep.ts';
import { parseRetryAfter } from './wait-times.ts';

export interface HttpRequest {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Text is sent as UTF-8. */
  readonly body?: string | Buffer;
  /** By default `safe` for GET, HEAD, PUT and DELETE, `rejected-only` for POST and PATCH. */
  readonly retry?: RetryMode;
  /** Largest answer in bytes, instead of the client's limit. */
  readonly maxBytes?: number;
  /** What the service may ask to wait for apart from its other requests. */
  readonly lane?: Lane;
  /** True for an answer without success that the caller reads itself; it is neither tried again nor thrown. */
  readonly isAnswer?: (answer: AnswerHead) => boolean;
}

/** Requests that wait together when the service says so, while others to the same host go on. */
export interface Lane {
  /** Unique within the host. */
  readonly name: string;
  /** True when the answer's `Retry-After` is meant for this lane only. */
  readonly concerns: (headers: AnswerHead['headers']) => boolean;
}

type AnswerHead = Pick<RawAnswer, 'status' | 'headers'>;

export interface HttpLimits {
  /** For one try, to the end of its answer. */
  readonly tryMs: number;
  /** For all tries and the waits between them: two minutes of outage are survived. */
  readonly totalMs: number;
  readonly tries: number;
  readonly maxBytes: number;
}

export interface HttpClientOptions {
  /** Aborted when the run is cancelled: every request and wait then rejects with its reason. */
  readonly signal: AbortSignal;
  readonly log: Log;
  readonly network?: Network;
  /** Masks the secrets that the caller knows of. */
  readonly redact?: Redact;
  readonly limits?: Partial<HttpLimits>;
  readonly sleep?: (ms: number, signal: AbortSignal) => Promise<void>;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
  /** From 0 up to 1. */
  readonly random?: () => number;
}

export interface HttpClient {
  /**
   * Sends a request until it is answered with 2xx, within the limits. Throws HttpStatusError, LostAnswerError,
   * AnswerTooLargeError or another SlipwayError HTTP_*; none names a secret.
   */
  readonly request: (request: HttpRequest) => Promise<HttpResponse>;
  /** `fetch` through the same proxy and certificates, without retries, for SDKs that bring their own. */
  readonly fetch: typeof fetch;
  /** Waits so many milliseconds; rejects with the signal's reason when the run is cancelled. */
  readonly pause: (ms: number) => Promise<void>;
  readonly close: () => Promise<void>;
}

const LIMITS: HttpLimits = { tryMs: 30_000, totalMs: 150_000, tries: 40, maxBytes: 64 * 1024 * 1024 };

type Outcome = { readonly answer: RawAnswer } | { readonly failure: Failure };

/** A request on its way, with what is needed to speak about it. */
interface Job {
  readonly request: HttpRequest;
  readonly redact: Redact;
  /** `GET https://...`, redacted. */
  readonly what: string;
  readonly deadline: number;
}

/** The one way to the network: deadlines, retries, proxy, certificates, redacted errors. */
export function createHttpClient(options: HttpClientOptions): HttpClient {
  const { signal, log, now = Date.now, random = Math.random, sleep = realSleep } = options;
  const limits = { ...LIMITS, ...options.limits };
  const connections = createConnections(options.network);
  const pacer = createPacer({ signal, log, sleep, now, random });

  async function tryOnce({ request, redact, what, deadline }: Job): Promise<Outcome> {
    const { method, url, headers = {}, body, maxBytes = limits.maxBytes } = request;
    const timeout = AbortSignal.timeout(Math.min(limits.tryMs, Math.max(deadline - now(), SHORTEST_TRY_MS)));
    const started = now();
    const line = (text: string) => log.debug(`${what} ${text} ${now() - started} ms`);
    try {
      const dispatcher = connections.dispatcherFor(url);
      const both = AbortSignal.any([signal, timeout]);
      const answer = await sendOnce({ dispatcher, method, url, headers, body, maxBytes, signal: both });
      const slowed = answer.headers['x-ratelimit-delay'];
      line(`${answer.status}${slowed === undefined ? '' : ` (slowed by the service: ${slowed} s)`}`);
      return { answer };
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof TooLarge) throw tooLargeError(what, error.size, maxBytes);
      const failure = classifyFailure(error, timeout.aborted);
      line(redact(failure.text));
      return { failure };
    }
  }

  async function sendWhenWelcome(job: Job, origin: string): Promise<{ outcome: Outcome; asked: number | undefined }> {
    const { lane } = job.request;
    const laneName = lane === undefined ? origin : `${origin} ${lane.name}`;
    const late = await pacer.untilWelcome([origin, laneName], job.deadline, job.what);
    if (late) throw quietError(job.what, late);
    const outcome = await tryOnce(job);
    if (!('answer' in outcome)) return { outcome, asked: undefined };
    const { headers } = outcome.answer;
    const asked = parseRetryAfter(headers, now());
    if (asked !== undefined) pacer.quieten(lane?.concerns(headers) ? laneName : origin, asked);
    return { outcome, asked };
  }

  async function request(request: HttpRequest): Promise<HttpResponse> {
    signal.throwIfAborted();
    const origin = originOf(request.url);
    const redact = redactorFor(request.headers ?? {}, options.redact);
    const what = `${request.method} ${redactUrl(request.url, redact)}`;
    const deadline = now() + limits.totalMs;
    const mode = request.retry ?? modeOf(request.method);
    for (let tries = 1; ; tries += 1) {
      const { outcome, asked } = await sendWhenWelcome({ request, redact, what, deadline }, origin);
      const answer = successOf(outcome, mode, { what, tries, redact, isAnswer: request.isAnswer });
      if (answer) return responseOf(answer, what);
      const late: TooLate | undefined =
        tries < limits.tries ? await pacer.beforeNextTry({ tries, asked, deadline, what }) : { comeBack: undefined };
      if (late) throw errorOf(outcome, { what, tries, redact, ...late });
    }
  }

  return {
    request,
    fetch: createFetch(connections, signal),
    pause: (ms) => sleep(ms, signal),
    close: connections.close,
  };
}

type Attempted = Parameters<typeof statusError>[1];
type Attempt = Attempted & { readonly isAnswer: HttpRequest['isAnswer'] | undefined };

/** The answer if it is a success, undefined if another try may help; throws when none may. */
function successOf(outcome: Outcome, mode: RetryMode, attempt: Attempt): RawAnswer | undefined {
  if ('failure' in outcome) {
    const next = nextAfterFailure(outcome.failure, mode);
    if (next === 'lost') throw lostAnswerError(outcome.failure.text, attempt);
    if (next === 'failed') throw errorOf(outcome, attempt);
    return undefined;
  }
  const { answer } = outcome;
  if (attempt.isAnswer?.(answer)) return answer;
  const misled = signInOrRedirectError(answer, attempt);
  if (misled) throw misled;
  const next = nextAfterStatus(answer.status, mode);
  if (next === 'lost') throw lostAnswerError(`status ${answer.status}`, attempt);
  if (next === 'failed') throw errorOf(outcome, attempt);
  return next === 'done' ? answer : undefined;
}

function errorOf(outcome: Outcome, attempt: Attempted) {
  return 'failure' in outcome ? failureError(outcome.failure, attempt) : statusError(outcome.answer, attempt);
}
