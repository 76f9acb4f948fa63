import type Anthropic from '@anthropic-ai/sdk';
import type { ErrorType, Failure } from './errors.ts';
import type { MessagesRequest } from './strict/request-schema.ts';

export type ScriptedBlock =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'thinking'; readonly thinking: string }
  | {
      readonly type: 'tool_use';
      readonly name: string;
      readonly input: unknown;
      /** Sent instead of the input's JSON: what a model gives that was cut off inside a call. */
      readonly rawJson?: string;
    };

/** What happens inside a stream. Without `stream: true`, an error is the answer, and half of the JSON is sent. */
export type StreamFault =
  | { readonly kind: 'error'; readonly afterEvents: number; readonly type: ErrorType; readonly message: string }
  /** The connection ends early. */
  | { readonly kind: 'cut'; readonly after: 'firstDelta' | number }
  /** Nothing more comes, and the connection stays open. */
  | { readonly kind: 'stall'; readonly afterEvents: number };

export interface ScriptedReply {
  readonly kind: 'reply';
  readonly content: readonly ScriptedBlock[];
  /** `tool_use` with a tool call in the content and `end_turn` without, if not given. */
  readonly stopReason?: Anthropic.StopReason;
  readonly stopDetails?: Anthropic.RefusalStopDetails;
  readonly stopSequence?: string;
  /** Laid over the figures that were counted. */
  readonly usage?: Partial<Anthropic.Usage>;
  /** The value that the text is made of: it must fit the request's output_config.format, see fitToSchema. */
  readonly answer?: { readonly value: unknown };
  readonly fault?: StreamFault;
}

export type ScriptedAnswer = ScriptedReply | { readonly kind: 'failure'; readonly failure: Failure };

/** Answers the request with this index since the script was given; undefined leaves it to the stand-in. */
export type Responder = (request: MessagesRequest, index: number) => ScriptedAnswer | undefined;

type ReplyOptions = Omit<ScriptedReply, 'kind' | 'content' | 'answer'>;

/** A reply of blocks; a string is a text block. */
export const reply = (content: readonly (ScriptedBlock | string)[], options: ReplyOptions = {}): ScriptedReply => ({
  kind: 'reply',
  content: content.map((block) => (typeof block === 'string' ? { type: 'text', text: block } : block)),
  ...options,
});

export const thinking = (text: string): ScriptedBlock => ({ type: 'thinking', thinking: text });

export const toolUse = (name: string, input: unknown): ScriptedBlock => ({ type: 'tool_use', name, input });

/** A reply that is one text. */
export const say = (text: string): ScriptedReply => reply([text]);

/** The final answer: JSON that fits the request's format. Required properties that are missing here are filled in. */
export const answerWith = (value: unknown): ScriptedReply => ({ kind: 'reply', content: [], answer: { value } });

/** A reply that calls one tool; for several use reply([toolUse(…), toolUse(…)]). */
export const toolCall = (name: string, input: unknown): ScriptedReply => reply([toolUse(name, input)]);

/** A tool call whose JSON ends in the middle, as it does when max_tokens is reached inside it. */
export const truncatedToolCall = (
  name: string,
  rawJson: string,
  stopReason: Anthropic.StopReason = 'max_tokens',
): ScriptedReply => reply([{ type: 'tool_use', name, input: {}, rawJson }], { stopReason });

/** Text that claims to be the answer and is no JSON, which the real service promises not to send. */
export const invalidJson = (text = '{"findings": ['): ScriptedReply => say(text);

export const refusal = (
  category: Anthropic.RefusalStopDetails['category'],
  explanation = 'This request was declined by a safety classifier.',
): ScriptedReply => reply([], { stopReason: 'refusal', stopDetails: { type: 'refusal', category, explanation } });

/** The same reply with another stop reason: max_tokens, pause_turn, model_context_window_exceeded… */
export const stopped = (stopReason: Anthropic.StopReason, answer: ScriptedReply): ScriptedReply => ({
  ...answer,
  stopReason,
});

/** The same reply with figures of one's own. */
export const billed = (usage: Partial<Anthropic.Usage>, answer: ScriptedReply): ScriptedReply => ({ ...answer, usage });

const longText = say('Reading the change first, then its callers, then the tests that cover them.');

/** An `error` event after so many events of the stream. */
export const errorInStream = (afterEvents = 3, type: ErrorType = 'overloaded_error', answer = longText) =>
  ({ ...answer, fault: { kind: 'error', afterEvents, type, message: MESSAGES[type] } }) satisfies ScriptedReply;

/** The connection is cut after the first delta, or after so many events. */
export const cutInStream = (after: 'firstDelta' | number = 'firstDelta', answer = longText) =>
  ({ ...answer, fault: { kind: 'cut', after } }) satisfies ScriptedReply;

/** Headers, so many events, then silence on an open connection. */
export const stallInStream = (afterEvents = 0, answer = longText) =>
  ({ ...answer, fault: { kind: 'stall', afterEvents } }) satisfies ScriptedReply;

const STATUS: Readonly<Record<ErrorType, number>> = {
  invalid_request_error: 400,
  authentication_error: 401,
  billing_error: 402,
  permission_error: 403,
  not_found_error: 404,
  timeout_error: 504,
  conflict_error: 409,
  rate_limit_error: 429,
  api_error: 500,
  overloaded_error: 529,
};

const MESSAGES: Readonly<Record<ErrorType, string>> = {
  invalid_request_error: 'Invalid request.',
  authentication_error: 'Invalid bearer token',
  billing_error: 'Your credit balance is too low to access the Claude API.',
  permission_error: 'Your API key does not have permission to use the specified resource.',
  not_found_error: 'Not found',
  timeout_error: 'The request timed out.',
  conflict_error: 'The request conflicts with another one.',
  rate_limit_error: "This request would exceed your organization's rate limit. Please try again later.",
  api_error: 'Internal server error',
  overloaded_error: 'Overloaded',
};

/** An HTTP error of a type, with that type's status and a plausible message unless told otherwise. */
export const failure = (type: ErrorType, rest: Partial<Omit<Failure, 'type'>> = {}): ScriptedAnswer => ({
  kind: 'failure',
  failure: { status: STATUS[type], type, message: MESSAGES[type], ...rest },
});

export const overloaded = (): ScriptedAnswer => failure('overloaded_error');

/** 429. `retryAfter` in seconds. */
export const rateLimited = ({ retryAfter }: { readonly retryAfter?: number } = {}): ScriptedAnswer =>
  failure('rate_limit_error', retryAfter === undefined ? {} : { headers: { 'retry-after': String(retryAfter) } });

/** A 429 that no retry mends. */
export const spendLimit = (code = 'enforced_spend_limit_reached'): ScriptedAnswer =>
  failure('rate_limit_error', { code, message: 'You have reached your specified API usage limits.' });
