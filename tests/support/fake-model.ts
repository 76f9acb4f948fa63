import type { Conversation, ConversationEnd, Model, RequestTrace, Usage } from '../../src/model.ts';

export const NO_USAGE: Usage = {
  requests: 1,
  inputTokens: 10,
  cacheWriteTokens: 0,
  cacheReadTokens: 0,
  outputTokens: 5,
  costUsd: 0.01,
};

/** A model that answers as it is told, and remembers what it was asked. */
export class FakeModel implements Model {
  readonly name = 'claude-sonnet-5-5';
  readonly answeredBy = () => this.name;
  readonly asked: Conversation<unknown>[] = [];
  readonly #answer: (conversation: Conversation<unknown>, index: number) => unknown;

  /** `answer` gives the answer's value, a ConversationEnd of kind `failed`, or throws. */
  constructor(answer: (conversation: Conversation<unknown>, index: number) => unknown) {
    this.#answer = answer;
  }

  converse<Answer>(conversation: Conversation<Answer>): Promise<ConversationEnd<Answer>> {
    this.asked.push(conversation);
    return Promise.resolve().then(() => {
      const answer = this.#answer(conversation, this.asked.length - 1);
      if (isFailure(answer)) return answer;
      return { kind: 'answered', answer: conversation.answer.parse(answer), usage: NO_USAGE };
    });
  }

  trace(): readonly RequestTrace[] {
    return [];
  }

  usage(): Usage {
    return { ...NO_USAGE, requests: this.asked.length };
  }
}

type Failed = Extract<ConversationEnd<never>, { kind: 'failed' }>;

const isFailure = (answer: unknown): answer is Failed => (answer as Failed | undefined)?.kind === 'failed';

export const failure = (kind: Failed['failure'], message = kind): Failed => ({
  kind: 'failed',
  failure: kind,
  message,
  usage: NO_USAGE,
});
