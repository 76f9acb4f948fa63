import { count, html, nothing, type Html } from '../../page/html.ts';
import { findOpenView } from '../interactions/submit-view.ts';
import { channelsOf, renderPage, viewersOf } from './layout.ts';
import { renderMessages, type ChannelView } from './render-messages.ts';
import { renderModal } from './render-modal.ts';
import { findApp, findUser, type World } from '../world.ts';

/** What Slack tells a person whose last click did not reach the app. */
function renderTrouble({ world, channel, viewer }: ChannelView): Html {
  const last = world.interactions.interactions
    .filter(({ userId, channelId }) => userId === viewer.id && channelId === channel.id)
    .at(-1);
  if (last?.status !== 'unacknowledged' && last?.status !== 'undelivered') return nothing;
  const app = findApp(world, last.appId)?.name ?? 'The app';
  return html`<p class="warning"><bdi>${app}</bdi> is not responding. Try again in a moment.</p>`;
}

const findViewer = (world: World, as: string | null) => {
  const asked = as === null ? undefined : findUser(world, as);
  return asked && !asked.isBot && !asked.deleted ? asked : viewersOf(world)[0];
};

/** The start page: the channels, and nothing said. */
export function renderStartPage(world: World, as: string | null): string {
  const viewer = findViewer(world, as);
  const main = html`<div class="title">
    <h1>Sandbox Slack</h1>
    <p class="quiet">Choose a channel.</p>
  </div>`;
  return renderPage(world, { title: 'Sandbox Slack', viewer, channel: undefined, main, modal: nothing });
}

/** The page of one channel as one person sees it; undefined when there is none, or none for this person. */
export function renderChannelPage(world: World, id: string, as: string | null): string | undefined {
  const viewer = findViewer(world, as);
  const channel = channelsOf(world, viewer).find((one) => one.id === id);
  if (!channel || !viewer) return undefined;
  const view: ChannelView = { world, channel, viewer };
  const main = html`<div class="title">
      <h1>#&#8288;<bdi>${channel.name}</bdi></h1>
      <p class="meta quiet">${count(channel.members.length, 'member')}${channel.isArchived && html`, archived`}</p>
    </div>
    <div id="trouble" role="alert">${renderTrouble(view)}</div>
    <div role="log" aria-label="Messages" tabindex="0">
      <ol class="plain messages" id="messages">
        ${renderMessages(view)}
      </ol>
    </div>`;
  const modal = renderModal(world, findOpenView(world, viewer.id), channel.id);
  return renderPage(world, { title: `#${channel.name} – sandbox Slack`, viewer, channel, main, modal });
}
