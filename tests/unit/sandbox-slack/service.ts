import { LogLevel, WebClient, type Logger } from '@slack/web-api';
import { SocketModeClient } from '@slack/socket-mode';
import { startService, type Service } from '../../../sandbox/core/service.ts';
import { Traffic } from '../../../sandbox/core/traffic.ts';
import type { Clock } from '../../../sandbox/core/clock.ts';
import { createSlack, type Slack } from '../../../sandbox/slack/slack.ts';

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

export interface Started {
  readonly slack: Slack;
  readonly service: Service;
  readonly traffic: Traffic;
  readonly clock: HandClock;
  readonly appId: string;
  readonly botUserId: string;
  readonly botToken: string;
  readonly appToken: string;
  /** Id of #releases, where the app and Mara are. */
  readonly channel: string;
  /** Id of Mara Novak. */
  readonly mara: string;
  /** The official client, which neither waits nor tries again. */
  readonly client: (token?: string) => WebClient;
  /** The official client of sockets; it is closed with the service. */
  readonly listener: (appToken?: string) => SocketModeClient;
  close(): Promise<void>;
}

const nothing = () => undefined;
const silent: Logger = {
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
  setLevel: nothing,
  getLevel: () => LogLevel.ERROR,
  setName: nothing,
};

/** A Slack on a free port with one app, one channel and one person. */
export async function startSlack({ folder }: { readonly folder?: string } = {}): Promise<Started> {
  const clock = handClock();
  const slack = createSlack({ clock, ...(folder === undefined ? {} : { folder }) });
  const traffic = new Traffic();
  const service = await startService({
    nameOf: (request) => (slack.isPage(request) ? undefined : 'slack'),
    handler: slack.handler,
    upgrade: slack.upgrade,
    traffic,
    clock,
  });
  slack.setBaseUrl(service.url);
  const { appId, botUserId, botToken, appToken } = slack.createApp({ name: 'Slipway' });
  const mara = slack.createUser({ realName: 'Mara Novak' }).id;
  const channel = slack.createChannel({ name: 'releases', members: [appId, mara] }).id;
  const listeners: SocketModeClient[] = [];
  const options = { slackApiUrl: slack.apiUrl(), retryConfig: { retries: 0 }, logger: silent };
  return {
    slack,
    service,
    traffic,
    clock,
    appId,
    botUserId,
    botToken,
    appToken,
    channel,
    mara,
    client: (token = botToken) => new WebClient(token, { ...options, rejectRateLimitedCalls: true }),
    listener(token = appToken) {
      const listener = new SocketModeClient({
        appToken: token,
        logger: silent,
        clientPingTimeout: 200,
        clientOptions: options,
      });
      listeners.push(listener);
      return listener;
    },
    async close() {
      await Promise.all(listeners.map((listener) => listener.disconnect().catch(() => undefined)));
      await service.close();
    },
  };
}

/** The error of Slack that a call ends with, and what it says about it. */
export async function errorOf(call: Promise<unknown>): Promise<{ readonly error: string; readonly data: Refused }> {
  try {
    await call;
  } catch (error) {
    const { data } = error as { readonly data?: Refused };
    if (data) return { error: data.error, data };
    throw error;
  }
  return { error: 'none', data: { error: 'none' } };
}

interface Refused {
  readonly error: string;
  readonly needed?: string;
  readonly provided?: string;
  readonly response_metadata?: { readonly messages?: readonly string[] };
}

interface Texts {
  readonly messages?: readonly { readonly text?: string }[] | undefined;
}

/** The texts of an answer with messages. */
export const textsOf = ({ messages = [] }: Texts): readonly (string | undefined)[] => messages.map(({ text }) => text);

/** Blocks with one button per action. */
export const card = (text: string, ...actions: readonly string[]) => [
  { type: 'section' as const, text: { type: 'mrkdwn' as const, text } },
  ...(actions.length === 0
    ? []
    : [
        {
          type: 'actions' as const,
          elements: actions.map((action) => ({
            type: 'button' as const,
            action_id: action,
            text: { type: 'plain_text' as const, text: action },
            value: `value of ${action}`,
          })),
        },
      ]),
];
