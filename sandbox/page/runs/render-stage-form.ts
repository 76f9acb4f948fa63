import { html, join, nothing, type Html } from '../html.ts';
import { stagePathOf } from './addresses.ts';
import type { RecordView, RunAddress, RunView } from './run-data.ts';

interface StageForms {
  readonly address: RunAddress;
  readonly people: RunView['people'];
  readonly formToken: string;
}

/** What may be done with a stage, as Azure Pipelines has it: one that has failed is retried, one that goes on is cancelled. */
export function renderStageForm(stage: RecordView, waits: boolean, { address, people, formToken }: StageForms): Html {
  const { identifier, name, state } = stage;
  const update = state === 'inProgress' || waits ? 'cancel' : 'retry';
  const isEnded = state === 'failed' || state === 'canceled';
  if (people.length === 0 || (update === 'retry' && !isEnded)) return nothing;
  const button =
    update === 'cancel'
      ? html`<button name="state" value="cancel" class="refuse">Cancel <span class="unseen">${name}</span></button>`
      : html`<button name="state" value="retry">Retry <span class="unseen">${name}</span></button>`;
  return html`<form class="decide" method="post" action="${stagePathOf(address, identifier)}">
    <input type="hidden" name="token" value="${formToken}" />
    <label>
      <span>As <span class="unseen">for ${name}</span></span>
      <select name="person" required>
        ${join(people.map(({ id, name: person }) => html`<option value="${id}">${person}</option>`))}
      </select>
    </label>
    ${button}
  </form>`;
}
