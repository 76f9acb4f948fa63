import { systemClock } from '../../sandbox/core/clock.ts';
import { type Service, startService } from '../../sandbox/core/service.ts';
import { Traffic } from '../../sandbox/core/traffic.ts';
import type { IssuedApp } from '../../sandbox/slack/setup/new-app.ts';
import { createSlack as createStandIn, type Slack } from '../../sandbox/slack/slack.ts';
import type { ChatMessages, ChatUsers, ClickSource } from '../../src/chat/ports.ts';
import { createHttpClient, type HttpClient } from '../../src/clients/http/http-client.ts';
import { createClickSource } from '../../src/clients/slack/click-source.ts';
import { createSlack } from '../../src/clients/slack/create-slack.ts';
import type { PatienceLimits } from '../../src/clients/slack/patience.ts';
import { memoryLog } from './memory-log.ts';

const PATIENT: PatienceLimits = { callMs: 30_000, totalMs: 30_000 };

/** The strict Slack of the sandbox with our clients on it; pauses are noted and take no time. */
export class SlackStandIn {
  readonly slack: Slack;
  readonly app: IssuedApp;
  readonly log = memoryLog();
  readonly pauses: number[] = [];
  readonly #service: Service;
  readonly #open: HttpClient[] = [];

  private constructor(slack: Slack, service: Service) {
    this.slack = slack;
    this.#service = service;
    this.app = slack.createApp({ name: 'slipway' });
  }

  static async start(): Promise<SlackStandIn> {
    const slack = createStandIn({ clock: systemClock });
    const service = await startService({
      nameOf: () => undefined,
      handler: slack.handler,
      traffic: new Traffic(),
      clock: systemClock,
      upgrade: slack.upgrade,
    });
    slack.setBaseUrl(service.url);
    const world = new SlackStandIn(slack, service);
    slack.createChannel({ name: 'releases', members: [world.app.appId] });
    return world;
  }

  get faults(): Service['faults'] {
    return this.#service.faults;
  }

  get url(): string {
    return this.#service.url;
  }

  http(): HttpClient {
    const http = createHttpClient({ signal: new AbortController().signal, log: this.log });
    this.#open.push(http);
    return {
      ...http,
      pause: (ms) => {
        if (ms > 0) this.pauses.push(ms);
        return Promise.resolve();
      },
    };
  }

  client(over: { readonly token?: string; readonly patience?: PatienceLimits; readonly now?: () => number } = {}): {
    readonly messages: ChatMessages;
    readonly users: ChatUsers;
  } {
    const { token = this.app.botToken, patience = PATIENT, now = Date.now } = over;
    const redact = (text: string) => text.replaceAll(token, '***');
    return createSlack({ url: this.slack.apiUrl(), token, http: this.http(), log: this.log, redact, patience, now });
  }

  clicks(appToken = this.app.appToken): ClickSource {
    return createClickSource({
      url: this.slack.apiUrl(),
      appToken,
      network: {},
      http: this.http(),
      log: this.log,
      redact: (text) => text.replaceAll(appToken, '***'),
      random: () => 0,
    });
  }

  async stop(): Promise<void> {
    this.slack.close();
    await Promise.all(this.#open.map((http) => http.close()));
    await this.#service.close();
  }
}
