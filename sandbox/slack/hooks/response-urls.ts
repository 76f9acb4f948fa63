import type { ServiceRequest, ServiceResponse } from '../../core/service.ts';
import { completeBlocks } from '../blocks/complete-blocks.ts';
import type { Fields } from '../blocks/shape.ts';
import type { Message } from '../documents.ts';
import { refuse, SlackError } from '../errors.ts';
import type { ResponseUrl } from '../interactions/state.ts';
import { isEmpty, noText, readContent } from '../messages/read-content.ts';
import { findNotified } from '../text/find-notified.ts';
import { normaliseText } from '../text/normalise-text.ts';
import { appNamed, nowMs, type World } from '../world.ts';
import { readHookBody } from './read-hook-body.ts';

const MOST_USES = 5;

const json = (status: number, value: unknown): ServiceResponse => ({
  status,
  headers: { 'content-type': 'application/json; charset=utf-8' },
  body: JSON.stringify(value),
});

/** Answers what an app sends to the response URL of a click. */
export function answerResponseUrl(world: World, request: ServiceRequest): ServiceResponse {
  const target = world.interactions.responseUrls.get(request.path);
  try {
    if (!target || nowMs(world) > target.expiresAt) throw refuse('expired_url');
    if (target.uses >= MOST_USES) throw refuse('used_url');
    const body = request.method === 'POST' ? readHookBody(request) : undefined;
    if (!body) throw refuse('invalid_payload');
    target.uses += 1;
    respond(world, target, body);
    journal(world, target, 'ok');
    return json(200, { ok: true });
  } catch (error) {
    if (!(error instanceof SlackError)) throw error;
    if (target) journal(world, target, error.error);
    const isGone = error.error === 'expired_url' || error.error === 'used_url';
    return json(isGone ? 404 : 500, { ok: false, error: error.error });
  }
}

function respond(world: World, target: ResponseUrl, body: Fields): void {
  const { replace_original: replace, delete_original: remove, response_type: type, thread_ts: thread } = body;
  const original = world.store.message(target.channelId, target.ts);
  if (remove === true) {
    if (original) world.store.deleteMessage(original);
    world.changes.note();
    return;
  }
  const content = readContent(body);
  if (isEmpty(content)) throw noText();
  const blocks = completeBlocks(content.blocks ?? []);
  const text = normaliseText(content.text ?? '');
  const ts = world.store.takeTs(world.clock.now());
  const app = appNamed(world, target.appId);
  const threadTs = typeof thread === 'string' ? { threadTs: thread } : {};
  if (replace === true && original) {
    Object.assign(original, { text, blocks, attachments: content.attachments ?? [] });
    original.edited = { user: app.botUserId, ts };
    world.store.saveMessage(original);
  } else if (type === 'in_channel') {
    const attachments = content.attachments ?? [];
    const message: Message = {
      channelId: target.channelId,
      ts,
      userId: app.botUserId,
      appId: app.id,
      botId: app.botId,
      ...threadTs,
      broadcast: false,
      text,
      blocks,
      attachments,
      notified: findNotified({ text, blocks, attachments, parsesNames: false }),
    };
    world.store.saveMessage(message);
  } else {
    const { channelId, userId: viewerId, appId } = target;
    world.ephemerals.push({ channelId, ts, viewerId, appId, ...threadTs, text, blocks });
  }
  world.changes.note();
}

function journal(world: World, { appId, channelId, ts }: ResponseUrl, result: string): void {
  const at = world.clock.now().toISOString();
  world.store.addToJournal({ at, method: 'response_url', result, appId, channel: channelId, ts });
}
