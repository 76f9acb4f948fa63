import type Anthropic from '@anthropic-ai/sdk';
import { invalid } from './errors.ts';
import { digest } from './ids.ts';
import type { CountedRequest } from './strict/request-schema.ts';

interface Thought {
  readonly text: string;
  readonly model: string;
  /** The conversation's first message. */
  readonly conversation: string;
}

/** What the service can tell of its own replies when they are sent back. */
export class ConversationMemory {
  readonly #thoughts = new Map<string, Thought>();
  /** The signatures that stood in one reply with a tool call, by the call's id. */
  readonly #companions = new Map<string, { readonly model: string; readonly signatures: readonly string[] }>();
  readonly #paused = new Set<string>();

  /** The thinking block of a reply to this request, signed. Its text is shown only when it was asked for. */
  think(request: CountedRequest, text: string): Anthropic.ThinkingBlock | undefined {
    const { thinking } = request;
    if (thinking?.type === 'disabled') return undefined;
    const shown = thinking && 'display' in thinking && thinking.display === 'summarized' ? text : '';
    const thought = { text: shown, model: request.model, conversation: firstOf(request) };
    const signature = `E${digest(`${this.#thoughts.size} ${JSON.stringify(thought)}`)}==`;
    this.#thoughts.set(signature, thought);
    return { type: 'thinking', thinking: shown, signature };
  }

  /** Keeps what a reply is checked by when it comes back. */
  keep({ model, content, stop_reason }: Anthropic.Message): void {
    const signatures = content.flatMap((block) => (block.type === 'thinking' ? [block.signature] : []));
    for (const block of content) {
      if (block.type === 'tool_use') this.#companions.set(block.id, { model, signatures });
    }
    if (stop_reason === 'pause_turn') this.#paused.add(JSON.stringify(content));
  }

  /** True for a reply that stopped with pause_turn: it may stand last, to be gone on with. */
  isPaused(content: unknown): boolean {
    return this.#paused.has(JSON.stringify(content));
  }

  /** Throws a 400 for thinking that is not, unchanged and whole, what was given in this conversation by this model. */
  checkThinking(request: CountedRequest): void {
    const { messages, model } = request;
    const conversation = firstOf(request);
    const latest = messages.findLastIndex(({ role }) => role === 'assistant');
    messages.forEach(({ role, content }, at) => {
      if (role !== 'assistant' || typeof content === 'string') return;
      const present = new Set<string>();
      content.forEach((block, index) => {
        if (block.type === 'redacted_thinking') throw invalid(`messages.${at}.content.${index}: Invalid \`data\``);
        if (block.type !== 'thinking') return;
        const thought = this.#thoughts.get(block.signature);
        const own =
          thought?.model === model && thought.conversation === conversation && thought.text === block.thinking;
        if (!own) throw invalid(`messages.${at}.content.${index}: Invalid \`signature\` in \`thinking\` block`);
        present.add(block.signature);
      });
      if (at !== latest) return;
      for (const block of content) {
        const known = block.type === 'tool_use' ? this.#companions.get(block.id) : undefined;
        if (known?.model !== model || known.signatures.every((signature) => present.has(signature))) continue;
        throw invalid(
          `messages.${at}.content.0: \`thinking\` blocks in the latest assistant message cannot be modified`,
        );
      }
    });
  }
}

const firstOf = ({ messages }: CountedRequest): string => digest(JSON.stringify(strip(messages[0])));

/** Without cache marks, which may move from one request to the next. */
const strip = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value, (key, inner: unknown) => (key === 'cache_control' ? undefined : inner)));
