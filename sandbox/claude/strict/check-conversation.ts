import type { ConversationMemory } from '../conversation-memory.ts';
import { invalid } from '../errors.ts';
import { blocksOf, type CountedRequest, type RequestMessage } from './request-schema.ts';

/** Who speaks when, that nobody speaks emptily, and that calls and results belong together. Throws a 400. */
export function checkConversation({ messages }: CountedRequest, memory: ConversationMemory): void {
  const turns = messages.filter(({ role }) => role !== 'system');
  const [first] = turns;
  const last = turns.at(-1);
  if (!first || !last) throw invalid('messages: at least one user message is required');
  if (first.role !== 'user') throw invalid('messages: first message must use the "user" role');
  messages.forEach(checkContent);
  turns.forEach((turn, at) => checkCalls(turn, turns[at + 1], at));
  turns.forEach((turn, at) => checkResults(turn, turns[at - 1], at));
  if (last.role === 'assistant' && !memory.isPaused(last.content)) {
    throw invalid(
      'This model does not support assistant message prefill. The conversation must end with a user message.',
    );
  }
}

function checkContent(message: RequestMessage, at: number): void {
  if (message.content.length === 0)
    throw invalid(`messages.${at}: ${message.role} messages must have non-empty content`);
  blocksOf(message).forEach((block, index) => {
    const place = `messages.${at}.content.${index}`;
    if (block.type === 'text') checkText(block.text, place);
    if (block.type !== 'tool_result') return;
    const { content = [], is_error } = block;
    if (is_error && content.length === 0) throw invalid(`${place}: content cannot be empty if \`is_error\` is true`);
    if (typeof content === 'string') return;
    for (const part of content) if (part.type === 'text') checkText(part.text, place);
  });
}

function checkText(text: string, place: string): void {
  if (text === '') throw invalid(`${place}: text content blocks must be non-empty`);
  if (text.trim() === '') throw invalid(`${place}: text content blocks must contain non-whitespace text`);
}

const callsOf = (message: RequestMessage | undefined): string[] =>
  message?.role === 'assistant'
    ? blocksOf(message).flatMap((block) => (block.type === 'tool_use' ? [block.id] : []))
    : [];

const resultsOf = (message: RequestMessage | undefined): string[] =>
  message?.role === 'user'
    ? blocksOf(message).flatMap((block) => (block.type === 'tool_result' ? [block.tool_use_id] : []))
    : [];

function checkCalls(turn: RequestMessage, next: RequestMessage | undefined, at: number): void {
  const calls = callsOf(turn);
  if (new Set(calls).size < calls.length) throw invalid(`messages.${at}.content: \`tool_use\` ids must be unique`);
  const results = resultsOf(next);
  const open = calls.filter((id) => !results.includes(id));
  if (open.length > 0) {
    throw invalid(
      `messages.${at}: \`tool_use\` ids were found without \`tool_result\` blocks immediately after: ${open.join(', ')}. ` +
        'Each `tool_use` block must have a corresponding `tool_result` block in the next message.',
    );
  }
}

function checkResults(turn: RequestMessage, before: RequestMessage | undefined, at: number): void {
  const results = resultsOf(turn);
  const calls = callsOf(before);
  const strange = results.find((id) => !calls.includes(id));
  if (strange !== undefined) {
    throw invalid(
      `messages.${at}.content: unexpected \`tool_use_id\` found in \`tool_result\` blocks: ${strange}. ` +
        'Each `tool_result` block must have a corresponding `tool_use` block in the previous message.',
    );
  }
  if (new Set(results).size < results.length) {
    throw invalid(`messages.${at}.content: each tool_use must have a single result`);
  }
  const lastResult = blocksOf(turn).findLastIndex(({ type }) => type === 'tool_result');
  if (lastResult >= results.length) {
    throw invalid(`messages.${at}.content: \`tool_result\` blocks must come before all other content`);
  }
}
