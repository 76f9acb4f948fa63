import type { Client } from 'jira.js/core';
import { SlipwayError } from '../../errors.ts';
import type { Log } from '../../log.ts';
import type { HttpClient, HttpRequest } from '../http/http-client.ts';
import { redactorFor } from '../http/redact.ts';
import type { HttpResponse } from '../http/response.ts';
import { authorizationOf, baseOf, type JiraConnection } from './jira-connection.ts';
import { isRefusal, refusalOf } from './refusal.ts';
import { createSeries } from './series.ts';

/** One request to Jira, as errors and limits see it. */
export interface JiraCall {
  /** What it does: "read ABC-12". */
  readonly operation: string;
  /** The permission it needs, as Jira names it on its screens. */
  readonly permission?: string;
  /** The issue that it writes: writes to one issue go one after another. */
  readonly writes?: string;
  /** Doing it twice is doing it once: it may be repeated after a lost answer. */
  readonly idempotent?: boolean;
}

/** The way to one Jira. */
export interface JiraTransport {
  /**
   * A client for one call of a function of jira.js, or of our own. Answers are as they came: the shapes of jira.js are
   * compared, and differences go to the debug log. Throws JiraRefusal, LostAnswerError or another SlipwayError.
   */
  readonly client: (call: JiraCall) => Client;
  readonly base: string;
  readonly log: Log;
  /** Waits so many milliseconds; rejects when the run is cancelled. */
  readonly pause: (ms: number) => Promise<void>;
}

type Options = Parameters<Client['sendRequest']>[0];

export function createTransport(connection: JiraConnection, http: HttpClient, log: Log): JiraTransport {
  const base = baseOf(connection);
  const headers = { authorization: authorizationOf(connection), accept: 'application/json' };
  const redact = redactorFor(headers);
  const inSeries = createSeries();

  const send = async (call: JiraCall, options: Options): Promise<unknown> => {
    const answer = await http.request(requestOf(call, options));
    if (isRefusal(answer)) throw refusalOf(answer, call, { redact, connection });
    if (answer.bytes().length === 0) return undefined;
    const data = jsonOf(answer, call);
    const checked = options.schema?.safeParse(data);
    if (checked?.success === false) {
      const { path = [], message = '' } = checked.error.issues[0] ?? {};
      log.debug(`Jira's answer when asked to ${call.operation} differs at ${path.map(String).join('.')}: ${message}`);
    }
    return data;
  };

  const requestOf = (call: JiraCall, options: Options): HttpRequest => {
    const { writes, idempotent } = call;
    const { method = 'GET', body } = options;
    if (method === 'OPTIONS' || !SAFE_PATH.test(options.url) || options.url.includes('..')) throw badAddress(call);
    return {
      method,
      url: `${base}${options.url}${queryOf(options.searchParams ?? {})}`,
      headers: body === undefined ? headers : { ...headers, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(idempotent ? { retry: 'safe' as const } : {}),
      ...(writes === undefined ? {} : { lane: { name: `writes ${writes}`, concerns: isPerIssue } }),
      isAnswer: ({ status, headers }) =>
        status === 429 ? isQuota(headers) : status >= 400 && status < 500 && status !== 408,
    };
  };

  return {
    client: (call) => ({
      sendRequest: async <Answer>(options: Options) =>
        (call.writes === undefined
          ? await send(call, options)
          : await inSeries(call.writes, () => send(call, options))) as Answer,
    }),
    base,
    log,
    pause: http.pause,
  };
}

/** Keys and ids are checked before; this is the last door, because jira.js encodes nothing. */
const SAFE_PATH = /^\/rest\/api\/[23]\/[A-Za-z0-9_.\-/]+$/;

type Headers = HttpResponse['headers'];
const REASON = 'ratelimit-reason';
const isPerIssue = (headers: Headers): boolean => /per-issue/i.test(headers[REASON] ?? '');
const isQuota = (headers: Headers): boolean => /quota/i.test(headers[REASON] ?? '');

function queryOf(parameters: Readonly<Record<string, unknown>>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    for (const item of [value].flat()) {
      if (typeof item === 'string' || typeof item === 'number' || typeof item === 'boolean')
        query.append(name, String(item));
    }
  }
  return query.size === 0 ? '' : `?${query.toString()}`;
}

function jsonOf(answer: HttpResponse, call: JiraCall): unknown {
  try {
    return answer.json();
  } catch (cause) {
    throw unexpectedAnswer(call.operation, 'the answer is no JSON', cause);
  }
}

/** The error for an answer that is not as documented. */
export const unexpectedAnswer = (operation: string, what: string, cause?: unknown): SlipwayError =>
  new SlipwayError(`Jira answered in an unexpected shape when asked to ${operation}: ${what}.`, {
    kind: 'remote',
    code: 'JIRA_UNEXPECTED_ANSWER',
    hint: 'Check the address in the service connection; a proxy or a sign-in page may answer in its place.',
    cause,
  });

const badAddress = ({ operation }: JiraCall): SlipwayError =>
  new SlipwayError(`Jira was not asked to ${operation}: a part of the address is no key or id.`, {
    kind: 'input',
    code: 'JIRA_BAD_KEY',
    hint: 'Check the keys of tickets and project.',
  });
