import type { ServiceRequest, ServiceResponse } from '../../core/service.ts';
import { completeBlocks } from '../blocks/complete-blocks.ts';
import type { Fields } from '../blocks/shape.ts';
import type { Message, Webhook } from '../documents.ts';
import { refuse, SlackError } from '../errors.ts';
import { requireThread } from '../messages/places.ts';
import { isEmpty, noText, readContent } from '../messages/read-content.ts';
import { findNotified } from '../text/find-notified.ts';
import { normaliseText } from '../text/normalise-text.ts';
import { appNamed, findChannel, type World } from '../world.ts';
import { plainAnswer, readHookBody } from './read-hook-body.ts';

const PATH = /^\/services\/(T\w+)\/(B\w+)\/(\w+)$/;
const KNOWN = ['text', 'blocks', 'attachments', 'thread_ts', 'mrkdwn', 'unfurl_links', 'unfurl_media'];

/** The status that goes with an error; 400 for the rest. */
const STATUS: Readonly<Record<string, number>> = {
  no_service: 404,
  no_team: 404,
  channel_not_found: 404,
  channel_is_archived: 410,
  action_prohibited: 403,
  ratelimited: 429,
};

/** Answers an incoming webhook: `ok`, or the name of what is wrong. */
export function answerWebhook(world: World, request: ServiceRequest): ServiceResponse {
  const [, team, id, secret] = PATH.exec(request.path) ?? [];
  const { workspace } = world.store;
  const webhook = workspace.webhooks.find((one) => one.id === id && one.secret === secret);
  try {
    if (request.method !== 'POST') throw refuse('invalid_payload');
    if (team !== workspace.teamId) throw refuse('no_team');
    if (!webhook) throw refuse('no_service');
    const message = post(world, webhook, readHookBody(request));
    journal(world, webhook, 'ok', message.ts);
    return plainAnswer(200, 'ok');
  } catch (error) {
    if (!(error instanceof SlackError)) throw error;
    if (webhook) journal(world, webhook, error.error);
    const { retryAfter } = error.details;
    return plainAnswer(STATUS[error.error] ?? 400, error.error, retryAfter);
  }
}

function post(world: World, webhook: Webhook, body: Fields | undefined): Message {
  const app = appNamed(world, webhook.appId);
  const channel = findChannel(world, webhook.channelId);
  if (webhook.prohibited) throw refuse('action_prohibited');
  if (!channel) throw refuse('channel_not_found');
  if (channel.isArchived) throw refuse('channel_is_archived');
  world.limiter.takeMessage(app.id, channel.id);
  if (!body || !Object.keys(body).every((name) => KNOWN.includes(name))) throw refuse('invalid_payload');
  const content = readContent(body);
  if (isEmpty(content)) throw noText();
  const thread = body['thread_ts'];
  const threadTs = typeof thread === 'string' ? requireThread(world, channel, thread).ts : undefined;
  const { text = '', blocks = [], attachments = [] } = content;
  const message: Message = {
    channelId: channel.id,
    ts: world.store.takeTs(world.clock.now()),
    userId: app.botUserId,
    appId: app.id,
    botId: app.botId,
    ...(threadTs === undefined ? {} : { threadTs }),
    broadcast: false,
    text: normaliseText(text),
    blocks: completeBlocks(blocks),
    attachments,
    notified: findNotified({ text, blocks, attachments, parsesNames: false }),
  };
  world.store.saveMessage(message);
  world.changes.note();
  return message;
}

function journal(world: World, { appId, channelId }: Webhook, result: string, ts?: string): void {
  world.store.addToJournal({
    at: world.clock.now().toISOString(),
    method: 'webhook',
    result,
    appId,
    channel: channelId,
    ...(ts === undefined ? {} : { ts }),
  });
}
