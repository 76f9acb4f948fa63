import type { ConversationMemory } from '../conversation-memory.ts';
import { invalid } from '../errors.ts';
import type { ModelFacts } from '../models.ts';
import type { JsonSchema } from '../schema/fit-to-schema.ts';
import { promptTokens } from '../prefix-cache.ts';
import { checkConversation } from './check-conversation.ts';
import { checkFormat, checkStrictTool } from './check-format.ts';
import { blocksOf, type CountedRequest, type MessagesRequest } from './request-schema.ts';

/** The rules that the shape of a request cannot carry. Each throws a 400. */
export function checkRequest(request: MessagesRequest, model: ModelFacts, memory: ConversationMemory): void {
  const { max_tokens, thinking } = request;
  if (max_tokens > model.maxOutput) {
    throw invalid(
      `max_tokens: ${max_tokens} > ${model.maxOutput}, which is the maximum allowed number of output tokens for ${model.id}`,
    );
  }
  if (thinking?.type === 'enabled' && thinking.budget_tokens >= max_tokens) {
    throw invalid('`max_tokens` must be greater than `thinking.budget_tokens`');
  }
  checkCounted(request, model, memory);
}

/** What is checked before tokens are counted, too. */
export function checkCounted(request: CountedRequest, model: ModelFacts, memory: ConversationMemory): void {
  checkModel(request, model);
  checkTools(request);
  checkCacheMarks(request);
  checkConversation(request, memory);
  memory.checkThinking(request);
  if (request.output_config?.format) checkFormat(request.output_config.format.schema);
  const tokens = promptTokens(request);
  if (tokens > model.context) throw invalid(`prompt is too long: ${tokens} tokens > ${model.context} maximum`);
}

function checkModel({ thinking, tool_choice, speed }: CountedRequest, model: ModelFacts): void {
  if (thinking && !model.thinking.includes(thinking.type)) {
    throw invalid(`thinking.type: "${thinking.type}" is not supported by ${model.id}`);
  }
  const forced = tool_choice?.type === 'any' || tool_choice?.type === 'tool';
  if (forced && (!model.forcedTools || (thinking && thinking.type !== 'disabled'))) {
    throw invalid('Thinking may not be enabled when tool_choice forces tool use.');
  }
  if (speed === 'fast') throw invalid(`speed: "fast" is not supported by ${model.id}`);
}

function checkTools({ tools = [], tool_choice, messages }: CountedRequest): void {
  const names = tools.map(({ name }) => name);
  if (new Set(names).size < names.length) throw invalid('tools: Tool names must be unique.');
  if (tool_choice && tools.length === 0) throw invalid('tool_choice: may only be given together with `tools`');
  if (tool_choice?.type === 'tool' && !names.includes(tool_choice.name)) {
    throw invalid(`tool_choice.name: Tool '${tool_choice.name}' not found in provided tools`);
  }
  tools.forEach((tool, index) => {
    if (tool.strict) checkStrictTool(tool.input_schema as JsonSchema, index);
  });
  const used = messages.some((message) => blocksOf(message).some(({ type }) => type.startsWith('tool_')));
  if (used && tools.length === 0) {
    throw invalid('Requests which include `tool_use` or `tool_result` blocks must define tools');
  }
}

function checkCacheMarks(request: CountedRequest): void {
  const { tools = [], system = [], messages, cache_control } = request;
  const blocks = [...tools, ...(typeof system === 'string' ? [] : system), ...messages.flatMap(blocksOf)];
  const inner = blocks.flatMap((block) =>
    'content' in block && Array.isArray(block.content) ? [block, ...block.content] : [block],
  );
  const marks = [...inner, { cache_control }].flatMap((block) =>
    'cache_control' in block && block.cache_control ? [block.cache_control] : [],
  );
  if (marks.length > 4) {
    throw invalid(`A maximum of 4 blocks with cache_control may be provided. Found ${marks.length}.`);
  }
  const firstShort = marks.findIndex(({ ttl = '5m' }) => ttl === '5m');
  if (firstShort >= 0 && marks.slice(firstShort).some(({ ttl }) => ttl === '1h')) {
    throw invalid("a ttl='1h' cache_control block must not come after a ttl='5m' cache_control block");
  }
}
