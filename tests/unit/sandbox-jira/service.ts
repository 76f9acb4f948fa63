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
  readonly errors: unknown;
  readonly errorMessages: unknown;
  readonly total: unknown;
  readonly issues: unknown;
  readonly id: unknown;
  readonly transitions: unknown;
  readonly isLast: unknown;
  readonly fields: unknown;
  readonly values: unknown;
  readonly nextPageToken: unknown;
  readonly key: unknown;
  readonly value: unknown;
  readonly self: unknown;
  readonly released: unknown;
  readonly deploymentType: unknown;
  readonly userReleaseDate: unknown;
  readonly startAt: unknown;
  readonly relationship: unknown;
  readonly properties: unknown;
  readonly overdue: unknown;
  readonly object: unknown;
  readonly name: unknown;
  readonly message: unknown;
  readonly issuesUnresolvedCount: unknown;
  readonly issuesCount: unknown;
  readonly issueTypes: unknown;
  readonly comments: unknown;
  readonly accountId: unknown;
  readonly permissions: unknown;
  readonly names: unknown;
  readonly displayName: unknown;
  readonly title: unknown;
  readonly statuses: unknown;
}

export interface Answer {
  readonly status: number;
  readonly body: Json;
  /** The body of an answer that is a list. */
  readonly list: readonly Json[];
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
  readonly tokenFor: (token: NewToken) => string;
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
    const text = body as string;
    const isJson = (headers['content-type'] ?? '').startsWith('application/json');
    return { status, headers, text, ...bodyOf(isJson ? JSON.parse(text) : {}) };
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

function bodyOf(value: unknown): Pick<Answer, 'body' | 'list'> {
  return { body: value as Json, list: Array.isArray(value) ? (value as readonly Json[]) : [] };
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
