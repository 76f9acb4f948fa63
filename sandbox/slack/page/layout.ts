import { renderFrame } from '../../page/frame.ts';
import { html, join, type Html } from '../../page/html.ts';
import type { Channel, SlackUser } from '../documents.ts';
import type { World } from '../world.ts';

export const SHARED_STYLE = '/_page/page.css';
export const STYLE = '/_page/slack.css';
export const SCRIPT = '/_page/slack.js';

/** Who may look at the page: people who are not deactivated. */
export const viewersOf = ({ store }: World): readonly SlackUser[] =>
  store.workspace.users.filter(({ isBot, deleted }) => !isBot && !deleted);

/** The channels that a person sees. */
export const channelsOf = ({ store }: World, viewer: SlackUser | undefined): readonly Channel[] =>
  store.workspace.channels.filter(
    ({ isPrivate, members }) => !isPrivate || (viewer !== undefined && members.includes(viewer.id)),
  );

export interface Page {
  readonly title: string;
  readonly viewer: SlackUser | undefined;
  readonly channel: Channel | undefined;
  readonly main: Html;
  readonly modal: Html;
}

function renderChannels(world: World, { viewer, channel }: Page): Html {
  const items = channelsOf(world, viewer).map(({ id, name, isPrivate, isArchived }) => {
    const query = viewer ? `?as=${viewer.id}` : '';
    const current = id === channel?.id && html` aria-current="page"`;
    return html`<li>
      <a href="/channels/${id}${query}" ${current}>#&#8288;<bdi>${name}</bdi></a>
      ${isPrivate && html`<span class="quiet">private</span>`}
      ${isArchived && html`<span class="quiet">archived</span>`}
    </li> `;
  });
  return html`<nav class="card" aria-label="Channels" id="channels">
    <h2>Channels</h2>
    ${
      items.length > 0
        ? html`<ul class="plain">
            ${join(items)}
          </ul>`
        : html`<p class="quiet">There are none yet.</p>`
    }
  </nav>`;
}

function renderViewers(world: World, { viewer, channel }: Page): Html {
  const options = viewersOf(world).map(
    ({ id, realName }) => html`<option value="${id}" ${id === viewer?.id && html` selected`}>${realName}</option>`,
  );
  return html`<form class="viewer" method="get" action="${channel ? `/channels/${channel.id}` : '/'}">
    <label for="as">You are</label>
    <select id="as" name="as">
      ${join(options)}
    </select>
    <button class="press" type="submit">Switch</button>
  </form>`;
}

/** A whole page. */
export function renderPage(world: World, page: Page): string {
  const { title, main, modal } = page;
  return renderFrame({
    title,
    styles: [SHARED_STYLE, STYLE],
    script: SCRIPT,
    home: { path: '/', name: 'Sandbox Slack' },
    trail: renderViewers(world, page),
    skipTo: 'messages',
    content: html`<div class="slack">
        ${renderChannels(world, page)}
        <main id="main">${main}</main>
      </div>
      <div id="overlay">${modal}</div>`,
    footer: html`A stand-in for Slack on this machine (${world.baseUrl}). Nothing here leaves it.`,
    version: world.changes.version,
  });
}
