import type Anthropic from '@anthropic-ai/sdk';
import type { Conversation, ConversationEnd, ModelFailure } from '../../model.ts';
import { parseAnswer } from './answer-schema.ts';
import type { Engine } from './engine.ts';
import { Meter } from './meter.ts';
import { type Reply, textOf } from './reply.ts';
import { requestOf } from './request.ts';
import { callError, runTools, type Toolbox } from './run-tools.ts';
import { type Failed, takeTurn } from './take-turn.ts';
import { Transcript } from './transcript.ts';

const RE_ASKS = 2;
const CUT_WITH_CALLS = 2;
const CUT_WITHOUT_CALLS = 1;
const LOGGED_LENGTH = 1000;

const NOT_RUN = 'not run: the reply was cut off; send smaller calls';
const SHORTER = 'Your last reply was cut off because it was too long, and is lost. Answer again, and much shorter.';
const LAST_TURN = 'This is your last turn: give your answer now, without calling a tool.';

/** What a reply leads to. */
type Step<Answer> = { readonly kind: 'goOn' } | { readonly kind: 'answered'; readonly answer: Answer } | Failed;

interface State<Answer> {
  readonly conversation: Conversation<Answer>;
  readonly transcript: Transcript;
  readonly toolbox: Toolbox;
  readonly maxTokens: number;
  reAsks: number;
  /** Replies in a row that were cut off. */
  cutInRow: number;
}

/**
 * Talks until there is an answer that fits, or no more can be done. Every request is a turn, also one that asks again for
 * a malformed answer. Throws a SlipwayError for what concerns all conversations, what a tool throws that is no
 * ToolRefusal, and the signal's reason.
 */
export async function holdConversation<Answer>(
  engine: Engine,
  conversation: Conversation<Answer>,
): Promise<ConversationEnd<Answer>> {
  const { label, maxTurns, tools, prompt } = conversation;
  const { signal, log } = engine.options;
  const meter = new Meter(engine.options.model);
  const transcript = new Transcript();
  const toolbox: Toolbox = { tools, signal, made: new Map() };
  const state = { conversation, transcript, toolbox, maxTokens: engine.limits.maxTokens, reAsks: 0, cutInRow: 0 };
  const askFor = requestOf(engine, conversation);
  transcript.sayAsUser([textBlock(prompt)]);
  for (let turn = 1; turn <= maxTurns; turn += 1) {
    const isLast = turn === maxTurns;
    if (isLast && tools.length > 0) transcript.sayAsUser([textBlock(LAST_TURN)]);
    const end = await takeTurn(engine, { label, number: turn, request: askFor(transcript.messages), meter });
    if (end.kind === 'failed') return { ...end, usage: meter.usage };
    for (const line of spokenIn(end.reply)) log.debug(`${label}: ${line}`);
    const step = await takeStep(state, end.reply, isLast);
    if (step.kind !== 'goOn') return { ...step, usage: meter.usage };
  }
  return { ...failed('turns', `There was no answer after ${maxTurns} turns.`), usage: meter.usage };
}

async function takeStep<Answer>(state: State<Answer>, reply: Reply, isLast: boolean): Promise<Step<Answer>> {
  if (reply.stopReason === 'max_tokens') return handleCut(state, reply, isLast);
  state.cutInRow = 0;
  const end = findEnd(reply);
  if (end) return end;
  if (reply.calls.length > 0) return answerCalls(state, reply, isLast);
  if (reply.stopReason !== 'pause_turn') return takeAnswer(state, reply, isLast);
  state.transcript.addReply(reply.content);
  return { kind: 'goOn' };
}

/** The stop reasons behind which nothing more comes. */
function findEnd({ stopReason, stopDetails }: Reply): Failed | undefined {
  switch (stopReason) {
    case 'end_turn':
    case 'stop_sequence':
    case 'tool_use':
    case 'pause_turn':
      return undefined;
    case 'refusal':
      return failed('refused', `Claude refused to answer (category: ${stopDetails?.category ?? 'none given'}).`);
    case 'model_context_window_exceeded':
      return failed('tooLong', "The conversation has outgrown the model's context window.");
    default:
      return failed('remote', `Claude stopped for a reason that is not known: ${stopReason.slice(0, 50)}.`);
  }
}

async function answerCalls<Answer>(state: State<Answer>, reply: Reply, isLast: boolean): Promise<Step<Answer>> {
  if (isLast) {
    return failed(
      'turns',
      `Claude called tools in its last turn (${state.conversation.maxTurns}) instead of answering.`,
    );
  }
  state.transcript.addReply(reply.content);
  state.transcript.sayAsUser(await runTools(reply.calls, state.toolbox));
  return { kind: 'goOn' };
}

function takeAnswer<Answer>(state: State<Answer>, reply: Reply, isLast: boolean): Step<Answer> {
  const parsed = parseAnswer(textOf(reply), state.conversation.answer);
  if (parsed.kind === 'fits') return { kind: 'answered', answer: parsed.answer };
  if (isLast || state.reAsks >= RE_ASKS) {
    return failed('malformed', `Claude's answer does not have the form that was asked for. ${parsed.why}`);
  }
  state.reAsks += 1;
  state.transcript.addReply(reply.content);
  state.transcript.sayAsUser([
    textBlock(
      `Your answer could not be used. ${parsed.why}\nAnswer again, with JSON that fits the schema and nothing else.`,
    ),
  ]);
  return { kind: 'goOn' };
}

function handleCut<Answer>(state: State<Answer>, reply: Reply, isLast: boolean): Step<Answer> {
  const { transcript, maxTokens } = state;
  state.cutInRow += 1;
  const allowed = reply.calls.length > 0 ? CUT_WITH_CALLS : CUT_WITHOUT_CALLS;
  if (isLast || state.cutInRow > allowed) {
    return failed('cutOff', `Claude's reply was cut off at ${maxTokens} tokens, also when asked for a shorter one.`);
  }
  if (reply.calls.length > 0) {
    transcript.addReply(reply.content);
    transcript.sayAsUser(reply.calls.map((call) => callError(call, NOT_RUN)));
  } else {
    // What was cut may end in half a thought without a signature, which the service would refuse: it is not sent back.
    transcript.sayAsUser([textBlock(SHORTER)]);
  }
  return { kind: 'goOn' };
}

const failed = (failure: ModelFailure, message: string): Failed => ({ kind: 'failed', failure, message });

const textBlock = (text: string): Anthropic.TextBlockParam => ({ type: 'text', text });

/** What the model thinks and says, for the debug log. */
const spokenIn = ({ content }: Reply): readonly string[] =>
  content.flatMap((block) => {
    if (block.type === 'thinking' && block.thinking) return [`(thinking) ${block.thinking.slice(0, LOGGED_LENGTH)}`];
    if (block.type === 'text' && block.text) return [block.text.slice(0, LOGGED_LENGTH)];
    return [];
  });
