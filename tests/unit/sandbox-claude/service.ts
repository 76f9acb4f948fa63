import Anthropic from '@anthropic-ai/sdk';
import { createClaude, type Claude } from '../../../sandbox/claude/claude.ts';
import { systemClock, type Clock } from '../../../sandbox/core/clock.ts';
import { startService, type Service } from '../../../sandbox/core/service.ts';
import { Traffic } from '../../../sandbox/core/traffic.ts';

/** A running service, the SDK on it, and a plain door for what the SDK would not send. */
export interface Running {
  readonly claude: Claude;
  readonly client: Anthropic;
  readonly service: Service;
  readonly traffic: Traffic;
  readonly post: (body: unknown, headers?: Readonly<Record<string, string | null>>, path?: string) => Promise<Posted>;
}

export interface Posted {
  readonly status: number;
  readonly headers: Headers;
  readonly body: { readonly error?: { readonly type: string; readonly message: string }; readonly request_id?: string };
}

/** Runs a test against a service of its own. */
export async function withClaude(test: (running: Running) => Promise<void>, clock: Clock = systemClock): Promise<void> {
  const claude = createClaude({ clock });
  const traffic = new Traffic();
  const service = await startService({ nameOf: () => 'anthropic', handler: claude.handler, traffic, clock });
  const client = new Anthropic({
    apiKey: claude.apiKey,
    baseURL: service.url,
    maxRetries: 0,
    logLevel: 'off',
    openTelemetry: false,
  });
  const post: Running['post'] = async (body, headers = {}, path = '/v1/messages') => {
    const all = {
      'content-type': 'application/json',
      authorization: `Bearer ${claude.apiKey}`,
      'anthropic-version': '2026-10-21',
      ...headers,
    };
    const sent = Object.entries<string | null>(all).flatMap(([name, value]) => (value === null ? [] : [[name, value]]));
    const response = await fetch(service.url + path, {
      method: 'POST',
      headers: Object.fromEntries(sent) as Record<string, string>,
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
    return { status: response.status, headers: response.headers, body: (await response.json()) as Posted['body'] };
  };
  try {
    await test({ claude, client, service, traffic, post });
    if (process.env['SANDBOX_CLAUDE_HAR']) traffic.write(process.env['SANDBOX_CLAUDE_HAR'], `t${++written}`);
  } finally {
    await service.close();
  }
}

let written = 0;

export const MODEL = 'claude-sonnet-5-5';

type Params = Omit<Anthropic.MessageCreateParamsNonStreaming, 'stream'>;

/** The smallest request that is right. */
export const asking = (more: Partial<Params> = {}): Params => ({
  model: MODEL,
  max_tokens: 1000,
  messages: [{ role: 'user', content: 'Hello' }],
  ...more,
});
