import { createJira, type Jira, type NewToken } from '../../../sandbox/jira/jira.ts';
import type { Clock } from '../../../sandbox/core/clock.ts';
import type { ServiceRequest } from '../../../sandbox/core/service.ts';

/** A clock that stands still until it is turned. */
export interface HandClock extends Clock {
  turn(ms: number): void;
}

export function handClock(start = '2026-03-01T10:00:00.000Z'): HandClock {
  let now = Date.parse(start);
  return {
    speed: 1,
    now: () => new Date(now),
    turn(ms) {
      now += ms;
    },
  };
}

/** What tests look at in an answer, whatever the answer is. */
export interface Json {
  readonly [index: number]: Json;
  readonly [name: string]: Json;
}

export interface Answer {
  readonly status: number;
  readonly body: Json;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

export interface CallOptions {
  readonly body?: unknown;
  /** The header Authorization; null sends none. */
  readonly authorization?: string | null;
  readonly type?: string;
}

export type Calls = (method: string, path: string, options?: CallOptions) => Promise<Answer>;

export interface Started {
  readonly jira: Jira;
  readonly clock: HandClock;
  readonly authorization: string;
  /** A REST path below rest/api/N/. */
  readonly call: Calls;
  /** Any path of the service. */
  readonly raw: Calls;
  tokenFor(token: NewToken): string;
}

interface StartOptions {
  readonly deployment?: 'cloud' | 'datacenter';
  readonly basePath?: string;
  readonly folder?: string;
  readonly clock?: HandClock;
}

export function startJira({
  deployment = 'cloud',
  basePath = '',
  folder,
  clock = handClock(),
}: StartOptions = {}): Started {
  const jira = createJira({ clock, deployment, basePath, ...(folder === undefined ? {} : { folder }) });
  jira.setBaseUrl('http://127.0.0.1:1');
  const { authorization } = jira.issueToken({ user: 'Slipway' });
  const raw: Calls = async (method, path, options = {}) => {
    const given = options.authorization === undefined ? authorization : options.authorization;
    const url = new URL(path, 'http://127.0.0.1:1');
    const request: ServiceRequest = {
      method,
      url,
      path: decodeURIComponent(url.pathname),
      headers: {
        ...(given === null ? {} : { authorization: given }),
        ...(options.body === undefined ? {} : { 'content-type': options.type ?? 'application/json' }),
      },
      body: Buffer.from(
        options.body === undefined
          ? ''
          : typeof options.body === 'string'
            ? options.body
            : JSON.stringify(options.body),
      ),
    };
    const { status, headers = {}, body = '' } = await jira.handler(request);
    const text = String(body as string);
    const isJson = (headers['content-type'] ?? '').startsWith('application/json');
    return { status, headers, text, body: (isJson ? JSON.parse(text) : {}) as Json };
  };
  const version = deployment === 'cloud' ? 3 : 2;
  return {
    jira,
    clock,
    authorization,
    raw,
    call: (method, path, options) => raw(method, `${basePath}/rest/api/${version}/${path}`, options),
    tokenFor: (token) => jira.issueToken(token).authorization,
  };
}

/** A document of the Atlassian format with these paragraphs. */
export const document = (...paragraphs: readonly string[]) => ({
  type: 'doc',
  version: 1,
  content: paragraphs.map((text) => ({ type: 'paragraph', content: [{ type: 'text', text }] })),
});

/** A Jira with the project SHOP. */
export function startShop(options: StartOptions = {}): Started {
  const started = startJira(options);
  started.jira.createProject({ key: 'SHOP', name: 'Shop' });
  return started;
}
