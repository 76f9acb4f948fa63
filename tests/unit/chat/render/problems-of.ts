import type { Block, ChatMessage, Rendered } from '../../../../src/chat/blocks.ts';
import { areTooLong, validateBlocks } from '../../../../sandbox/slack/blocks/validate-blocks.ts';

/** Written from Slack's documentation alone, so that it shares no mistake with the renderer. */
const TOKEN = /<(?:https?:\/\/[^<>|\s]+(?:\|[^<>|\n]+)?|!date\^\d+\^\{date_short_pretty\} at \{time\}\|[^<>|\n]+)>/g;

/** What Slack would refuse, or show otherwise than meant, of a message and its thread. */
export const problemsOf = ({ message, thread }: Rendered): readonly string[] => [
  ...[message, ...thread].flatMap((one, index) => problemsOfMessage(one).map((problem) => `${index}: ${problem}`)),
  ...(thread.length > 40 ? [`a thread of ${thread.length} messages`] : []),
];

function problemsOfMessage({ text, blocks }: ChatMessage): readonly string[] {
  const total = blocks.flatMap(textsOf).reduce((sum, one) => sum + one.text.length, 0);
  return [
    ...(blocks.length < 1 || blocks.length > 50 ? [`${blocks.length} blocks`] : []),
    ...(total > 9_500 ? [`${total} characters`] : []),
    ...(text.trim() === '' || text.length > 4_000 ? [`text of ${text.length}`] : []),
    ...problemsOfMrkdwn(text),
    ...blocks.flatMap(problemsOfBlock),
    ...validateBlocks(JSON.parse(JSON.stringify(blocks))),
    ...(areTooLong(blocks) ? ['msg_blocks_too_long'] : []),
  ];
}

function problemsOfBlock(block: Block): readonly string[] {
  const limit = block.type === 'header' ? 150 : block.type === 'actions' ? 75 : 3_000;
  return textsOf(block).flatMap(({ type, text }) => {
    const size = type === 'plain_text' ? text.replaceAll('&', '&amp;').replace(/[<>]/g, '&lt;').length : text.length;
    const marks = type === 'mrkdwn' ? problemsOfMrkdwn(text) : /<[!@#]/.test(text) ? [`mention in ${text}`] : [];
    return [
      ...(size > limit || text.trim() === '' ? [`${block.type} of ${size}`] : []),
      ...(/\p{Cs}/u.test(text) ? ['half a character'] : []),
      ...(/[\x00-\x09\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]/.test(text) ? ['control characters'] : []),
      ...marks,
    ];
  });
}

/** All that is left without its links and entities are characters that need no escaping. */
function problemsOfMrkdwn(text: string): readonly string[] {
  const rest = text
    .replace(TOKEN, '')
    .replace(/&(?:amp|lt|gt);/g, '')
    .replace(/^> /gm, '');
  return /[&<>]/.test(rest) ? [`unescaped: ${rest.slice(0, 200)}`] : [];
}

export function textsOf(block: Block): readonly { readonly type: string; readonly text: string }[] {
  switch (block.type) {
    case 'header':
      return [block.text];
    case 'section':
      return 'text' in block ? [block.text] : block.fields;
    case 'context':
      return block.elements;
    case 'actions':
      return block.elements.map((element) => element.text);
    case 'divider':
      return [];
  }
}

/** What a person sees of a message and its thread, a string for each text. */
export const shownBy = ({ message, thread }: Rendered): readonly string[] =>
  [message, ...thread].flatMap(({ blocks }) => blocks.flatMap(textsOf).map(({ text }) => text));
