import * as z from 'zod';
import type { ChatMessages } from '../../chat/ports.ts';

type Modal = Omit<Parameters<ChatMessages['askReason']>[0], 'trigger'>;

export const REASON_MODAL = 'slipway_reason';
export const REASON_BLOCK = 'reason';
export const REASON_INPUT = 'text';

/** Slack's limits. */
const LONGEST_TITLE = 24;
const LONGEST_REASON = 500;

/** What the modal carries and gives back: the value that was signed, and where the click was. */
export const ModalMetadata = z.object({
  value: z.string(),
  channel: z.string(),
  ts: z.string().optional(),
  thread: z.string().optional(),
});

/** The modal that asks for a reason. */
export const reasonModal = ({ title, value, from: { channel, ts, thread } }: Modal) => ({
  type: 'modal',
  callback_id: REASON_MODAL,
  private_metadata: JSON.stringify({ value, channel, ts, thread }),
  title: { type: 'plain_text', text: cut(title) },
  submit: { type: 'plain_text', text: 'Send' },
  close: { type: 'plain_text', text: 'Back' },
  blocks: [
    {
      type: 'input',
      block_id: REASON_BLOCK,
      optional: true,
      label: { type: 'plain_text', text: 'Reason' },
      element: { type: 'plain_text_input', action_id: REASON_INPUT, multiline: true, max_length: LONGEST_REASON },
    },
  ],
});

/** By characters that people see: half of an emoji is refused. */
function cut(title: string): string {
  const characters = Array.from(title);
  let length = 0;
  const fitting = characters.filter((character) => (length += character.length) <= LONGEST_TITLE);
  return fitting.length === characters.length ? title : fitting.join('');
}
