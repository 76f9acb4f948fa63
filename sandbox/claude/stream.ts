import type Anthropic from '@anthropic-ai/sdk';
import type { Composed } from './message.ts';

type StreamEvent = Anthropic.RawMessageStreamEvent | { readonly type: 'ping' };

/** Each event of a message's stream as it goes over the wire. */
export function renderEvents({ message, rawJson }: Composed): string[] {
  const blocks = message.content.flatMap((block, index) => blockEvents(block, index, rawJson.get(index)));
  return [startOf(message), { type: 'ping' } as const, ...blocks, ...endOf(message)].map((event) =>
    renderEvent(event.type, event),
  );
}

export const renderEvent = (type: string, data: object): string => `event: ${type}\ndata: ${JSON.stringify(data)}\n\n`;

const startOf = (message: Anthropic.Message): StreamEvent => ({
  type: 'message_start',
  message: {
    ...message,
    content: [],
    stop_reason: null,
    stop_sequence: null,
    stop_details: null,
    usage: { ...message.usage, output_tokens: Math.min(1, message.usage.output_tokens), output_tokens_details: null },
  },
});

const endOf = ({ usage, stop_reason, stop_sequence, stop_details }: Anthropic.Message): StreamEvent[] => [
  {
    type: 'message_delta',
    delta: { stop_reason, stop_sequence, stop_details, container: null },
    usage: {
      input_tokens: usage.input_tokens,
      cache_creation_input_tokens: usage.cache_creation_input_tokens,
      cache_read_input_tokens: usage.cache_read_input_tokens,
      output_tokens: usage.output_tokens,
      output_tokens_details: usage.output_tokens_details,
      server_tool_use: usage.server_tool_use,
    },
  },
  { type: 'message_stop' },
];

function blockEvents(block: Anthropic.ContentBlock, index: number, rawJson: string | undefined): StreamEvent[] {
  const { empty, deltas } = partsOf(block, rawJson);
  return [
    { type: 'content_block_start', index, content_block: empty },
    ...deltas.map((delta) => ({ type: 'content_block_delta' as const, index, delta })),
    { type: 'content_block_stop', index },
  ];
}

interface Parts {
  readonly empty: Anthropic.ContentBlock;
  readonly deltas: readonly Anthropic.RawContentBlockDelta[];
}

function partsOf(block: Anthropic.ContentBlock, rawJson: string | undefined): Parts {
  if (block.type === 'text') {
    const deltas = piecesOf(block.text).map((text) => ({ type: 'text_delta' as const, text }));
    return { empty: { ...block, text: '' }, deltas };
  }
  if (block.type === 'thinking') {
    const deltas = piecesOf(block.thinking).map((thinking) => ({ type: 'thinking_delta' as const, thinking }));
    const signature = { type: 'signature_delta' as const, signature: block.signature };
    return { empty: { ...block, thinking: '', signature: '' }, deltas: [...deltas, signature] };
  }
  if (block.type === 'tool_use') {
    const pieces = ['', ...piecesOf(rawJson ?? JSON.stringify(block.input))];
    const deltas = pieces.map((partial_json) => ({ type: 'input_json_delta' as const, partial_json }));
    return { empty: { ...block, input: {} }, deltas };
  }
  return { empty: block, deltas: [] };
}

/** Some pieces of a text, never between the halves of one character. */
function piecesOf(text: string): string[] {
  const size = Math.max(24, Math.ceil(text.length / 16));
  const pieces: string[] = [];
  for (let at = 0; at < text.length;) {
    let end = Math.min(text.length, at + size);
    if (/[\uD800-\uDBFF]/.test(text.charAt(end - 1)) && end < text.length) end += 1;
    pieces.push(text.slice(at, end));
    at = end;
  }
  return pieces;
}
