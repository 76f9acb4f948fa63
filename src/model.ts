import type * as z from 'zod';

/** A tool the model may call. Input that does not fit the schema is answered with an error; nothing is run. */
export interface ModelTool {
  readonly name: string;
  readonly description: string;
  readonly input: z.ZodObject;
  /** Takes the parsed input; gives the text for the model. A thrown ToolRefusal is answered as an error. */
  run(input: never): Promise<string>;
}

/** A tool's own refusal: its message goes back to the model, and the conversation goes on. */
export class ToolRefusal extends Error {
  override readonly name = 'ToolRefusal';
}

export type Effort = 'low' | 'medium' | 'high';

/** One conversation that ends in one answer of a given shape. */
export interface Conversation<Answer> {
  /** For the log and the trace, e.g. "group 2 of 5". */
  readonly label: string;
  readonly system: string;
  readonly prompt: string;
  readonly tools: readonly ModelTool[];
  readonly answer: z.ZodType<Answer>;
  /** Turns, each one request, before the model must have answered. */
  readonly maxTurns: number;
}

export interface Usage {
  readonly requests: number;
  readonly inputTokens: number;
  readonly cacheWriteTokens: number;
  readonly cacheReadTokens: number;
  readonly outputTokens: number;
  /** Undefined when the model's price is not known: never guessed. */
  readonly costUsd: number | undefined;
}

/** One turn of a conversation, with all the attempts it took. */
export interface RequestTrace extends Omit<Usage, 'requests'> {
  readonly label: string;
  /** 1, 2, … */
  readonly turn: number;
  readonly attempts: number;
  /** From the first attempt to the end of the last, waits included. */
  readonly ms: number;
  /** Undefined when no attempt gave a reply. */
  readonly stopReason: string | undefined;
  /** Names of the tools that the reply calls, in its order. */
  readonly tools: readonly string[];
}

/**
 * Why a conversation gave no answer. `tooLong`: the prompt does not fit, a smaller one may. `budget`: the next request
 * could have passed the limit, so it was not sent.
 */
export type ModelFailure = 'refused' | 'cutOff' | 'tooLong' | 'malformed' | 'budget' | 'turns' | 'remote';

export type ConversationEnd<Answer> =
  | { readonly kind: 'answered'; readonly answer: Answer; readonly usage: Usage }
  | { readonly kind: 'failed'; readonly failure: ModelFailure; readonly message: string; readonly usage: Usage };

/**
 * A model one can talk to. What no retry can mend for any conversation (401, 403, spend limit, unknown model) is thrown
 * as a SlipwayError; what concerns one conversation is its end.
 */
export interface Model {
  readonly name: string;
  /** What the latest reply says it comes from; undefined before the first. A gateway may answer with something else. */
  answeredBy(): string | undefined;
  converse<Answer>(conversation: Conversation<Answer>): Promise<ConversationEnd<Answer>>;
  /** Everything used so far, over all conversations. */
  usage(): Usage;
  /** Every turn of every conversation so far, in the order in which they ended. */
  trace(): readonly RequestTrace[];
}
