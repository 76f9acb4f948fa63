import type Anthropic from '@anthropic-ai/sdk';
import { type Billed, parseUsage } from './cost.ts';

export interface ToolCall {
  readonly id: string;
  readonly name: string;
  /** The input as it was streamed: it may be cut, or no JSON at all. */
  readonly json: string;
}

/** A complete reply. */
export interface Reply {
  /** What the service says answered. */
  readonly model: string;
  readonly content: readonly Anthropic.ContentBlock[];
  readonly calls: readonly ToolCall[];
  readonly stopReason: string;
  readonly stopDetails: Anthropic.RefusalStopDetails | null;
}

/**
 * Puts a reply together from the events of its stream. The SDK's own MessageStream is not used: it completes the JSON of
 * a tool call that was cut, so that a call nobody made looks whole, and it fails on JSON it cannot complete.
 */
export class ReplyBuilder {
  readonly #blocks = new Map<number, Anthropic.ContentBlock>();
  readonly #json = new Map<number, string>();
  #usage: Partial<Anthropic.Usage> | undefined;
  #model = '';
  #stopReason: string | null = null;
  #stopDetails: Anthropic.RefusalStopDetails | null = null;
  #ended = false;

  add(event: Anthropic.RawMessageStreamEvent): void {
    switch (event.type) {
      case 'message_start':
        this.#usage = { ...event.message.usage };
        this.#model = event.message.model;
        return;
      case 'content_block_start':
        this.#blocks.set(event.index, { ...event.content_block });
        return;
      case 'content_block_delta':
        this.#addDelta(event.index, event.delta);
        return;
      case 'message_delta':
        this.#stopReason = event.delta.stop_reason;
        this.#stopDetails = event.delta.stop_details;
        // The counters are totals, and left out or null where they do not apply.
        this.#usage = { ...this.#usage, ...withoutNulls(event.usage) };
        return;
      case 'message_stop':
        this.#ended = true;
        return;
      case 'content_block_stop':
        return;
    }
  }

  /** What the service said it used, as far as it came. */
  get billed(): Billed | undefined {
    return this.#usage && parseUsage(this.#usage);
  }

  /** The reply; undefined while its end has not come. */
  finish(): Reply | undefined {
    if (!this.#ended || this.#stopReason === null) return undefined;
    const blocks = [...this.#blocks].sort(([a], [b]) => a - b);
    const calls = blocks.flatMap(([index, block]) =>
      block.type === 'tool_use' ? [{ id: block.id, name: block.name, json: this.#inputJson(index, block) }] : [],
    );
    const content = blocks.map(([index, block]) =>
      block.type === 'tool_use' ? { ...block, input: objectOf(this.#inputJson(index, block)) } : block,
    );
    return { model: this.#model, content, calls, stopReason: this.#stopReason, stopDetails: this.#stopDetails };
  }

  #addDelta(index: number, delta: Anthropic.RawContentBlockDelta): void {
    const block = this.#blocks.get(index);
    if (delta.type === 'input_json_delta') {
      this.#json.set(index, (this.#json.get(index) ?? '') + delta.partial_json);
    } else if (delta.type === 'text_delta' && block?.type === 'text') {
      block.text += delta.text;
    } else if (delta.type === 'thinking_delta' && block?.type === 'thinking') {
      block.thinking += delta.thinking;
    } else if (delta.type === 'signature_delta' && block?.type === 'thinking') {
      block.signature = delta.signature;
    }
  }

  /** A call without parameters streams nothing: its input is the one it began with. */
  #inputJson(index: number, block: Anthropic.ToolUseBlock): string {
    const json = this.#json.get(index) ?? '';
    return json === '' ? JSON.stringify(block.input ?? {}) : json;
  }
}

/** The text blocks, joined. */
export const textOf = ({ content }: Reply): string =>
  content.map((block) => (block.type === 'text' ? block.text : '')).join('');

/** The service takes a call back only with an object as its input, whatever the model sent. */
function objectOf(json: string): unknown {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
  } catch {
    return {};
  }
}

const withoutNulls = (usage: object): Partial<Anthropic.Usage> =>
  Object.fromEntries(Object.entries(usage).filter(([, value]) => value !== null && value !== undefined));
