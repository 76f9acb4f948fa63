import type { ChatMessage } from '../../chat/blocks.ts';
import type { ChatWebhook } from '../../chat/ports.ts';
import { SlipwayError } from '../../errors.ts';
import type { HttpClient } from '../http/http-client.ts';
import { LostAnswerError } from '../http/http-errors.ts';
import { backoff, parseRetryAfter } from '../http/wait-times.ts';

export interface WebhookOptions {
  readonly url: string;
  readonly http: Pick<HttpClient, 'request' | 'pause'>;
  readonly redact: (text: string) => string;
  /** From 0 up to 1. */
  readonly random?: () => number;
}

/** A post never holds an agent for long. */
const LONGEST_WAIT_MS = 30_000;
const MAX_TRIES = 6;
const DEFAULT_WAIT_MS = 1_000;

const HINTS: ReadonlyMap<string, string> = new Map([
  [
    'no_service',
    'The webhook was removed or its app uninstalled: make a new one and put it into the service connection.',
  ],
  ['no_team', 'The workspace of the webhook is gone: make one in another workspace.'],
  ['channel_is_archived', 'The channel of the webhook is archived: make a webhook for another channel.'],
  ['channel_not_found', 'The channel of the webhook is gone: make a webhook for another channel.'],
  ['action_prohibited', "The workspace's administrator does not allow it: ask them, or use a bot token."],
  [
    'posting_to_general_channel_denied',
    'The workspace does not let apps post in its general channel: name another one.',
  ],
  ['invalid_token', 'The address of the webhook is wrong or was revoked: copy it anew into the service connection.'],
  ['user_not_found', 'Who made the webhook has left the workspace: make a new one.'],
]);

/** An incoming webhook. Only answers that say the service is at fault are followed by another try. */
export function createChatWebhook({ url, http, redact, random = Math.random }: WebhookOptions): ChatWebhook {
  return {
    async post(message) {
      let waited = 0;
      for (let tries = 1; ; tries += 1) {
        const { status, headers, text } = await send(http, url, message);
        if (status >= 200 && status < 300) return;
        if (status !== 429 && status < 500) throw refused(status, redact(text()));
        const asked = status === 429 ? (parseRetryAfter(headers, 0) ?? DEFAULT_WAIT_MS) : backoff(tries, random());
        waited += asked;
        if (tries === MAX_TRIES || waited > LONGEST_WAIT_MS) throw unavailable(status);
        await http.pause(asked);
      }
    },
  };
}

async function send(http: Pick<HttpClient, 'request'>, url: string, { text, blocks }: ChatMessage) {
  try {
    return await http.request({
      method: 'POST',
      url,
      headers: { 'content-type': 'application/json; charset=utf-8' },
      body: JSON.stringify({
        text,
        ...(blocks.length === 0 ? {} : { blocks }),
        unfurl_links: false,
        unfurl_media: false,
      }),
      isAnswer: () => true,
    });
  } catch (error) {
    if (!(error instanceof LostAnswerError)) throw error;
    throw new SlipwayError(
      'The message was sent to the webhook, but the answer was lost: it may or may not be posted.',
      {
        kind: 'remote',
        code: 'SLACK_WEBHOOK_LOST',
        hint: 'Look into the channel; running it again may post it a second time. With a bot token this cannot happen.',
        cause: error,
      },
    );
  }
}

function refused(status: number, text: string): SlipwayError {
  const name = /^[a-z_]{1,60}$/.exec(text.trim())?.[0];
  return new SlipwayError(`The Slack webhook refused the message: ${status}${name === undefined ? '' : ` ${name}`}.`, {
    kind: status === 403 || status === 404 || status === 410 ? 'input' : 'remote',
    code: 'SLACK_WEBHOOK_REFUSED',
    hint:
      HINTS.get(name ?? '') ??
      'Check the webhook in the settings of its app; report it with the log if the webhook itself is in order.',
  });
}

const unavailable = (status: number): SlipwayError =>
  new SlipwayError(`The Slack webhook answered ${status} each time.`, {
    kind: 'remote',
    code: status === 429 ? 'SLACK_RATE_LIMITED' : 'SLACK_UNREACHABLE',
    hint: 'Run it again later.',
  });
