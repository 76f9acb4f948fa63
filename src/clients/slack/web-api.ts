import { WebClient } from '@slack/web-api';
import type * as z from 'zod';
import { SlipwayError } from '../../errors.ts';
import type { Log } from '../../log.ts';
import type { HttpClient } from '../http/http-client.ts';
import { LostAnswerError } from '../http/http-errors.ts';
import { backoff } from '../http/wait-times.ts';
import { createPatience, type Patience, type PatienceLimits } from './patience.ts';
import { explainRefusal } from './refusal.ts';
import { quietLogger } from './sdk-log.ts';
import { type Try, tryCall } from './try-call.ts';

export interface WebApiOptions {
  /** Of the Web API; the methods' names come after it. */
  readonly url: string;
  readonly token: string;
  readonly http: Pick<HttpClient, 'fetch' | 'pause'>;
  readonly log: Log;
  readonly redact: (text: string) => string;
  readonly patience: PatienceLimits;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
  /** From 0 up to 1. */
  readonly random?: () => number;
}

export interface WebApiCall {
  readonly method: string;
  readonly args: Readonly<Record<string, unknown>>;
  /** True: doing it twice is doing it once. */
  readonly isRepeatable: boolean;
}

export interface WebApi {
  /**
   * Calls a method until Slack answers, within the limits of patience. Throws SlackRefusal, SLACK_RATE_LIMITED,
   * SLACK_UNREACHABLE (a LostAnswerError when the call may have been done and is not repeatable) or
   * SLACK_ANSWER_UNREADABLE.
   */
  call<Value>(call: WebApiCall, shape: z.ZodType<Value>): Promise<Value>;
  /** Waits out of the same budget; throws SLACK_UNREACHABLE when it is used up. */
  readonly pause: (ms: number) => Promise<void>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

const TRY_MS = 10_000;
const MAX_TRIES = 20;

/** Slack's Web API through the SDK and our own connections. The SDK's retries are off: they would repeat a lost post. */
export function createWebApi(options: WebApiOptions): WebApi {
  const { url, token, http, log, redact, now = Date.now, random = Math.random } = options;
  const client = new WebClient(token, {
    slackApiUrl: url.endsWith('/') ? url : `${url}/`,
    allowAbsoluteUrls: false,
    fetch: http.fetch,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: TRY_MS,
    logger: quietLogger(log, redact),
  });
  const openPatience = createPatience(options.patience);
  const waiting = openPatience();
  /** When a kind of call may be made again, by its key. */
  const quiet = new Map<string, number>();

  async function tryOnce({ method, args }: WebApiCall): Promise<Try & { readonly ms: number }> {
    const started = now();
    const end = await tryCall(client, method, args);
    const ms = now() - started;
    log.debug(`Slack ${method}: ${describe(end)} ${ms} ms`);
    // Rejects when the run was cancelled, which is then the reason for whatever went wrong.
    if (end.kind !== 'done') await http.pause(0);
    return { ...end, ms };
  }

  async function refuse(end: Extract<Try, { kind: 'refused' }>, { method, args }: WebApiCall): Promise<SlipwayError> {
    const wantsName = end.error === 'not_in_channel' || end.error === 'channel_not_found';
    const bot = wantsName ? await findBotName(client) : undefined;
    const channel = typeof args['channel'] === 'string' ? args['channel'] : undefined;
    const { error, needed, details } = end;
    return explainRefusal({ method, error, channel, needed, details: details.map(redact), bot });
  }

  /** Waits for another try; throws when there is none. */
  async function beforeNextTry(end: Exclude<Try, { kind: 'done' }> & { ms: number }, context: Context): Promise<void> {
    const { call, tries, patience } = context;
    switch (end.kind) {
      case 'refused':
        throw await refuse(end, call);
      case 'unreadable':
        throw unreadable(call.method);
      case 'limited':
        quiet.set(keyOf(call), now() + end.afterMs);
        if (tries === MAX_TRIES || !patience.spend(end.afterMs)) throw limited(call.method, end.afterMs);
        return http.pause(end.afterMs);
      case 'lost': {
        if (end.sent && !call.isRepeatable) throw lost(call.method, end.text, true);
        const wait = backoff(tries, random());
        if (!end.passing || tries === MAX_TRIES || !patience.spend(wait + end.ms))
          throw lost(call.method, end.text, false);
        return http.pause(wait);
      }
    }
  }

  return {
    now,
    async pause(ms) {
      if (!waiting.spend(ms)) throw lost('an answer', 'the time for waiting is used up', false);
      await http.pause(ms);
    },
    async call(call, shape) {
      const patience = openPatience();
      for (let tries = 1; ; tries += 1) {
        await untilWelcome(call, patience);
        const end = await tryOnce(call);
        if (end.kind !== 'done') {
          await beforeNextTry(end, { call, tries, patience });
          continue;
        }
        const parsed = shape.safeParse(end.body);
        if (!parsed.success) throw unreadable(call.method);
        return parsed.data;
      }
    },
  };

  /** What was told to wait once must not be asked again by another call meanwhile. */
  async function untilWelcome(call: WebApiCall, patience: Patience): Promise<void> {
    const wait = (quiet.get(keyOf(call)) ?? 0) - now();
    if (wait <= 0) return;
    if (!patience.spend(wait)) throw limited(call.method, wait);
    await http.pause(wait);
  }
}

interface Context {
  readonly call: WebApiCall;
  readonly tries: number;
  readonly patience: Patience;
}

/** Posting is limited by channel, all else by method. */
const keyOf = ({ method, args }: WebApiCall): string =>
  method === 'chat.postMessage' ? `${method} ${String(args['channel'])}` : method;

function describe(end: Try): string {
  switch (end.kind) {
    case 'done':
      return 'ok';
    case 'refused':
      return end.error;
    case 'limited':
      return `to be asked again in ${end.afterMs} ms`;
    case 'lost':
      return end.text;
    case 'unreadable':
      return 'no answer of Slack';
  }
}

/** Best effort: it only makes a hint more exact. */
async function findBotName(client: WebClient): Promise<string | undefined> {
  const end = await tryCall(client, 'auth.test', {});
  const name = end.kind === 'done' ? (end.body as { readonly user?: unknown }).user : undefined;
  return typeof name === 'string' && /^[\p{L}\p{N}._-]{1,80}$/u.test(name) ? name : undefined;
}

const limited = (method: string, afterMs: number): SlipwayError =>
  new SlipwayError(
    `Slack wants ${method} to wait for ${Math.ceil(afterMs / 1000)} s more, which is too long for a step.`,
    {
      kind: 'remote',
      code: 'SLACK_RATE_LIMITED',
      hint: 'Run it again later; if it stays, many pipelines post in the same channel at once.',
    },
  );

function lost(method: string, text: string, maybeDone: boolean): SlipwayError {
  const details = {
    kind: 'remote',
    code: 'SLACK_UNREACHABLE',
    hint: 'Check that the agent reaches the address of the service connection (firewall, proxy), then run it again.',
  } as const;
  return maybeDone
    ? new LostAnswerError(`Slack was asked for ${method}, but the answer was lost: ${text}.`, details)
    : new SlipwayError(`Slack gave no answer to ${method}: ${text}.`, details);
}

const unreadable = (method: string): SlipwayError =>
  new SlipwayError(`What answered ${method} is not what Slack answers.`, {
    kind: 'remote',
    code: 'SLACK_ANSWER_UNREADABLE',
    hint: "Check the server URL of the service connection; a proxy or a sign-in page may answer in Slack's place.",
  });
