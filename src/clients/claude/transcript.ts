import type Anthropic from '@anthropic-ai/sdk';

/** The messages of a conversation. It only grows at its end, so that the service finds what came before in its cache. */
export class Transcript {
  readonly #messages: Anthropic.MessageParam[] = [];

  get messages(): Anthropic.MessageParam[] {
    return [...this.#messages];
  }

  /** Adds to the user's message at the end, or begins one: roles alternate. */
  sayAsUser(blocks: readonly Anthropic.ContentBlockParam[]): void {
    const last = this.#messages.at(-1);
    if (last?.role !== 'user' || typeof last.content === 'string') {
      this.#messages.push({ role: 'user', content: [...blocks] });
    } else {
      this.#messages.splice(-1, 1, { role: 'user', content: [...last.content, ...blocks] });
    }
  }

  /**
   * Adds a reply as it came. Empty texts are left out, and so is a reply that holds nothing but thinking: the service
   * refuses both.
   */
  addReply(content: readonly Anthropic.ContentBlock[]): void {
    const kept = content.filter((block) => block.type !== 'text' || block.text.trim() !== '');
    if (kept.every(({ type }) => type === 'thinking' || type === 'redacted_thinking')) return;
    this.#messages.push({ role: 'assistant', content: kept });
  }
}
