import { html, join, nothing, type Html } from '../../page/html.ts';
import { isObject, type Fields } from '../blocks/shape.ts';
import type { JsonObject } from '../documents.ts';
import type { World } from '../world.ts';
import { renderMrkdwn, withEmoji } from './mrkdwn.ts';

/** Where buttons stand and who would click them. */
export interface Place {
  readonly world: World;
  readonly viewerId: string;
  readonly channelId: string;
  readonly ts: string;
  /** The id of what shows the message: a reply that is in the channel too is shown twice. */
  readonly shownAs: string;
}

const list = (value: unknown): readonly Fields[] => (Array.isArray(value) ? value.filter(isObject) : []);

/** A text object. */
export function renderText(world: World, value: unknown): Html {
  if (!isObject(value)) return nothing;
  const text = String(value['text']);
  return value['type'] === 'mrkdwn' ? renderMrkdwn(world, text) : html`${withEmoji(text)}`;
}

function renderButton({ viewerId, channelId, ts, shownAs }: Place, blockId: string, element: Fields): Html {
  const { action_id: action, style, url, accessibility_label: label } = element;
  const words = isObject(element['text']) ? withEmoji(String(element['text']['text'])) : '';
  const name = typeof label === 'string' && html` aria-label="${label}"`;
  const kind = typeof style === 'string' ? `press ${style}` : 'press';
  const id = `${shownAs}-${blockId}-${String(action)}`;
  const fields = html`<input type="hidden" name="user" value="${viewerId}" />
    <input type="hidden" name="channel" value="${channelId}" />
    <input type="hidden" name="ts" value="${ts}" />
    <input type="hidden" name="block" value="${blockId}" />
    <input type="hidden" name="action" value="${String(action)}" />`;
  if (typeof url === 'string' && /^https?:/i.test(url))
    return html`<form method="post" action="/_page/click" data-quiet>
      ${fields}<a class="${kind}" id="${id}" href="${url}" target="_blank" rel="noreferrer" data-click${name}
        >${words}</a
      >
    </form>`;
  return html`<form method="post" action="/_page/click">
    ${fields}<button class="${kind}" id="${id}" type="submit" ${name}>${words}</button>
  </form>`;
}

function renderElement(place: Place, blockId: string, element: Fields): Html {
  if (element['type'] === 'button') return renderButton(place, blockId, element);
  if (element['type'] === 'image') return html`<span class="quiet">[${String(element['alt_text'])}]</span>`;
  if (element['type'] === 'plain_text' || element['type'] === 'mrkdwn')
    return html`<span>${renderText(place.world, element)}</span>`;
  return html`<span class="quiet">[${String(element['type'])}]</span>`;
}

/** The words of a rich text, without its styles. */
function richText(value: unknown): string {
  if (Array.isArray(value)) return value.map(richText).join('');
  if (!isObject(value)) return '';
  const { type, text, elements, url, user_id: user, range } = value;
  if (elements !== undefined) return `${richText(elements)}\n`;
  if (type === 'user') return `@${String(user)}`;
  if (type === 'broadcast') return `@${String(range)}`;
  const words = text ?? url;
  return typeof words === 'string' ? words : '';
}

const isText = (value: Fields): boolean => value['type'] === 'mrkdwn' || value['type'] === 'plain_text';

function renderBlock(place: Place, block: JsonObject): Html {
  const { world } = place;
  const blockId = String(block['block_id']);
  switch (block['type']) {
    case 'header':
      return html`<h2>${renderText(world, block['text'])}</h2>`;
    case 'divider':
      return html`<hr />`;
    case 'section': {
      const fields = list(block['fields']).map((field) => html`<p class="field">${renderText(world, field)}</p>`);
      const side = isObject(block['accessory']) && renderElement(place, blockId, block['accessory']);
      return html`<div class="section">
        <div>
          ${block['text'] !== undefined && html`<div class="words">${renderText(world, block['text'])}</div>`}
          ${fields.length > 0 && html`<div class="fields">${join(fields)}</div>`}
        </div>
        ${side}
      </div>`;
    }
    case 'context': {
      const parts = list(block['elements']).map((element) => renderElement(place, blockId, element));
      return html`<p class="context">${join(parts, ' ')}</p>`;
    }
    case 'actions':
      return html`<div class="actions">
        ${join(list(block['elements']).map((element) => renderElement(place, blockId, element)))}
      </div>`;
    case 'markdown':
      return html`<div class="words">${renderMrkdwn(world, String(block['text']))}</div>`;
    case 'rich_text':
      return html`<div class="words">${richText(block['elements']).trim()}</div>`;
    default:
      return isText(block) ? renderText(world, block) : html`<p class="quiet">[${String(block['type'])}]</p>`;
  }
}

/** What a message or a modal shows. */
export const renderBlocks = (place: Place, blocks: readonly JsonObject[]): Html =>
  join(
    blocks.map((block) => renderBlock(place, block)),
    '\n',
  );
