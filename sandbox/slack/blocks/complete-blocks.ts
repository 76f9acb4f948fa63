import { randomBytes } from 'node:crypto';
import type { JsonObject } from '../documents.ts';
import { normaliseText } from '../text/normalise-text.ts';
import { isObject } from './shape.ts';

/** `b2Xq9`, as Slack names a block that has no name. */
const newId = (): string => randomBytes(4).toString('base64url').slice(0, 5);

/** Types of elements that a person acts on. */
const ELEMENT = /^(button|checkboxes|radio_buttons|overflow|\w+_select|\w+_input|\w*picker)$/;

/** Blocks as Slack keeps and gives them: named, texts escaped, what was left out written down. */
export function completeBlocks(blocks: readonly JsonObject[]): readonly JsonObject[] {
  return blocks.map((block) => {
    const completed = complete(block) as JsonObject;
    return { ...completed, block_id: completed['block_id'] ?? newId() };
  });
}

function complete(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(complete);
  if (!isObject(value)) return value;
  const { type } = value;
  if (type === 'plain_text') return { ...value, emoji: value['emoji'] ?? true };
  if (type === 'mrkdwn') {
    const verbatim = value['verbatim'] === true;
    return { ...value, text: normaliseText(String(value['text']), { links: !verbatim }), verbatim };
  }
  const parts = Object.fromEntries(Object.entries(value).map(([name, part]) => [name, complete(part)]));
  return ELEMENT.test(String(type)) ? { ...parts, action_id: parts['action_id'] ?? newId() } : parts;
}
