import { count, html, join, nothing, type Html } from '../../page/html.ts';
import { renderTime } from '../../page/render-thread.ts';
import type { Channel, Ephemeral, Message, SlackUser } from '../documents.ts';
import { findUser, type World } from '../world.ts';
import { renderMrkdwn } from './mrkdwn.ts';
import { renderBlocks, type Place } from './render-blocks.ts';

/** The newest of a channel; more would help nobody. */
const MOST_SHOWN = 200;

/** What a channel shows to one person. */
export interface ChannelView {
  readonly world: World;
  readonly channel: Channel;
  readonly viewer: SlackUser;
}

interface Line {
  readonly ts: string;
  readonly html: Html;
}

const timeOf = (ts: string): Html => renderTime(new Date(Number(ts) * 1000));

function contentOf(
  view: ChannelView,
  { ts, text, blocks }: Pick<Message, 'ts' | 'text' | 'blocks'>,
  shownAs: string,
): Html {
  const place: Place = { world: view.world, viewerId: view.viewer.id, channelId: view.channel.id, ts, shownAs };
  return html`<div class="body" dir="auto">
    ${blocks.length > 0 ? renderBlocks(place, blocks) : html`<div class="words">${renderMrkdwn(view.world, text)}</div>`}
  </div>`;
}

function byline(world: World, userId: string, ts: string, more: Html = nothing): Html {
  const user = findUser(world, userId);
  return html`<p class="byline">
    <b dir="auto">${user?.realName ?? userId}</b>
    ${user?.isBot === true && html`<span class="kind">App</span>`} ${timeOf(ts)} ${more}
  </p>`;
}

function renderLine(view: ChannelView, message: Message, thread: Html = nothing): Html {
  const { ts, userId, edited, notified, broadcast, threadTs } = message;
  // A reply that is in the channel too stands on the page twice.
  const id = threadTs !== undefined && !broadcast ? `m-${ts}-reply` : `m-${ts}`;
  const notes = html`${edited !== undefined && html`<span class="quiet">(edited)</span>`}
  ${notified.length > 0 && html`<span class="badge loud">notified ${count(notified.length, 'mention')}</span>`}
  ${broadcast && html`<span class="quiet">from a thread</span>`}`;
  return html`<li class="message" id="${id}" data-ts="${ts}">
    <article aria-label="Message of ${findUser(view.world, userId)?.realName ?? userId}">
      ${byline(view.world, userId, ts, notes)} ${contentOf(view, message, id)} ${thread}
    </article>
  </li>`;
}

function renderEphemeral(view: ChannelView, message: Ephemeral, appUser: string): Html {
  const id = `m-${message.ts}`;
  return html`<li class="message ephemeral" id="${id}" data-ts="${message.ts}">
    <article aria-label="Message that only you see">
      <p class="quiet">Only visible to you</p>
      ${byline(view.world, appUser, message.ts)} ${contentOf(view, message, id)}
    </article>
  </li>`;
}

function ephemeralLines(view: ChannelView, thread: string | undefined): readonly Line[] {
  const { world, channel, viewer } = view;
  const { apps } = world.store.workspace;
  return world.ephemerals
    .filter((one) => one.channelId === channel.id && one.viewerId === viewer.id && one.threadTs === thread)
    .map((one) => {
      const user = apps.find(({ id }) => id === one.appId)?.botUserId ?? '';
      return { ts: one.ts, html: renderEphemeral(view, one, user) };
    });
}

const inOrder = (lines: readonly Line[]): readonly Html[] =>
  [...lines].sort((one, other) => (one.ts < other.ts ? -1 : 1)).map((line) => line.html);

function renderThread(view: ChannelView, parent: Message, replies: readonly Message[]): Html {
  const lines = [
    ...replies.map((reply) => ({ ts: reply.ts, html: renderLine(view, { ...reply, broadcast: false }) })),
    ...ephemeralLines(view, parent.ts),
  ];
  if (lines.length === 0) return nothing;
  return html`<div class="replies" role="group" aria-label="Thread">
    <p class="quiet">${count(replies.length, 'reply', 'replies')}</p>
    <ol class="plain">
      ${join(inOrder(lines), '\n')}
    </ol>
  </div>`;
}

/** The messages of a channel with their threads, and what its viewer was told privately. */
export function renderMessages(view: ChannelView): Html {
  const all = view.world.store.messages(view.channel.id);
  const shown = all.filter(({ threadTs, broadcast }) => threadTs === undefined || broadcast);
  const lines = [
    ...shown.map((message) => {
      const replies = all.filter(({ threadTs }) => threadTs === message.ts);
      return { ts: message.ts, html: renderLine(view, message, renderThread(view, message, replies)) };
    }),
    ...ephemeralLines(view, undefined),
  ];
  const newest = inOrder(lines).slice(-MOST_SHOWN);
  if (newest.length === 0) return html`<li class="quiet">Nothing was posted here yet.</li>`;
  return join(newest, '\n');
}
