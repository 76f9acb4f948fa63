import { html, join, nothing, type Html } from '../../page/html.ts';
import { isObject } from '../blocks/shape.ts';
import type { JsonObject } from '../documents.ts';
import type { OpenView } from '../interactions/state.ts';
import { inputsOf, type TextInput } from '../interactions/submit-view.ts';
import type { World } from '../world.ts';
import { withEmoji } from './mrkdwn.ts';
import { renderBlocks, renderText } from './render-blocks.ts';

const words = (value: unknown, byDefault: string): string =>
  isObject(value) ? withEmoji(String(value['text'])) : byDefault;

function renderInput({ blockId, label, isRequired, element }: TextInput, error: string | undefined): Html {
  const id = `field-${blockId}`;
  const described = error !== undefined && html` aria-invalid="true" aria-describedby="${id}-error"`;
  const initial = typeof element['initial_value'] === 'string' ? element['initial_value'] : '';
  const most = typeof element['max_length'] === 'number' ? element['max_length'] : 3000;
  return html`<p class="input">
    <label for="${id}">${label}${!isRequired && html` <span class="quiet">(optional)</span>`}</label>
    <textarea id="${id}" name="${blockId}" rows="3" maxlength="${most}" ${described}>${initial}</textarea>
    ${error !== undefined && html`<span class="error" id="${id}-error">${error}</span>`}
  </p>`;
}

/** The modal that the viewer has open; an empty one otherwise, which the page's script fills. */
export function renderModal(world: World, open: OpenView | undefined, channelId: string): Html {
  if (!open) return nothing;
  const { view, errors, id, hash, userId } = open;
  const fields = new Map(inputsOf(open).map((input) => [input.blockId, input]));
  const place = { world, viewerId: userId, channelId, ts: '', shownAs: 'modal' };
  const parts = (view['blocks'] as readonly JsonObject[]).map((block) => {
    const input = fields.get(String(block['block_id']));
    return input ? renderInput(input, errors[input.blockId]) : renderBlocks(place, [block]);
  });
  const owner = html`<input type="hidden" name="user" value="${userId}" />
    <input type="hidden" name="channel" value="${channelId}" />`;
  return html`<dialog
    class="card modal"
    id="modal"
    open
    aria-labelledby="modal-title"
    data-key="${id} ${hash} ${JSON.stringify(errors)}"
  >
    <h2 id="modal-title">${renderText(world, view['title'])}</h2>
    <form method="post" action="/_page/submit">
      ${owner} ${join(parts, '\n')}
      <p class="actions">
        ${view['submit'] !== undefined && html`<button class="press primary" type="submit">${words(view['submit'], 'Submit')}</button>`}
        <button class="press" type="submit" formaction="/_page/close" formnovalidate data-close>
          ${words(view['close'], 'Cancel')}
        </button>
      </p>
    </form>
  </dialog>`;
}
