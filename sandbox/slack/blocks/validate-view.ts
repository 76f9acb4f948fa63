import { viewBlock } from './block-checks.ts';
import { also, boolean, isObject, list, object, oneOf, rule, text, type Check } from './shape.ts';
import { plainText } from './texts.ts';
import { oneFocus, uniqueIds } from './unique-ids.ts';

const hasInput = (blocks: unknown): boolean =>
  Array.isArray(blocks) && blocks.some((block) => isObject(block) && block['type'] === 'input');

const modal: Check = also(
  object(
    { type: oneOf('modal'), title: plainText(24), blocks: list(viewBlock, { least: 0, most: 100 }) },
    {
      submit: plainText(24),
      close: plainText(24),
      private_metadata: text(3000, 0),
      callback_id: text(255, 0),
      external_id: text(255, 0),
      clear_on_close: boolean,
      notify_on_close: boolean,
      submit_disabled: boolean,
    },
  ),
  rule(({ blocks, submit }) =>
    hasInput(blocks) && submit === undefined ? 'a `submit` button is required when there is an input block' : undefined,
  ),
);

/** What is wrong with a modal, in Slack's words; nothing for one that Slack opens. */
export function validateView(view: unknown, pointer = '/view'): readonly string[] {
  const problems: string[] = [];
  modal(view, pointer, problems);
  const blocks = isObject(view) ? view['blocks'] : undefined;
  uniqueIds(blocks, `${pointer}/blocks`, problems);
  oneFocus(blocks, `${pointer}/blocks`, problems);
  return problems;
}
