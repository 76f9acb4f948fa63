import type Anthropic from '@anthropic-ai/sdk';
import * as z from 'zod';
import { type ModelTool, ToolRefusal } from '../../model.ts';
import { cutText } from './cut-text.ts';
import type { ToolCall } from './reply.ts';

const RESULT_BYTES = 32 * 1024;
const ERROR_LENGTH = 500;
const SAME_CALLS = 2;

/** A conversation's tools, and the calls it has made. */
export interface Toolbox {
  readonly tools: readonly ModelTool[];
  readonly signal: AbortSignal;
  /** How often each call was made. */
  readonly made: Map<string, number>;
}

/**
 * Runs the calls of one reply in their order and gives one result for each. A call that does not fit, an unknown tool, a
 * refusal and a third equal call are answered with an error; anything else a tool throws is thrown.
 */
export async function runTools(
  calls: readonly ToolCall[],
  toolbox: Toolbox,
): Promise<Anthropic.ToolResultBlockParam[]> {
  const results: Anthropic.ToolResultBlockParam[] = [];
  for (const call of calls) {
    toolbox.signal.throwIfAborted();
    results.push(await runTool(call, toolbox));
  }
  return results;
}

/** The result of a call that was not run. */
export const callError = (call: ToolCall, message: string): Anthropic.ToolResultBlockParam => ({
  type: 'tool_result',
  tool_use_id: call.id,
  content: message.length <= ERROR_LENGTH ? message : `${message.slice(0, ERROR_LENGTH - 1)}…`,
  is_error: true,
});

async function runTool(call: ToolCall, { tools, signal, made }: Toolbox): Promise<Anthropic.ToolResultBlockParam> {
  const key = JSON.stringify([call.name, call.json]);
  const before = made.get(key) ?? 0;
  made.set(key, before + 1);
  if (before >= SAME_CALLS) {
    return callError(call, 'not run: the same call was made before, and its result stands above; do something else');
  }
  const tool = tools.find(({ name }) => name === call.name);
  if (!tool) return callError(call, `not run: there is no such tool; there are ${namesOf(tools)}`);
  const input = parseInput(call.json, tool);
  if (input.kind === 'malformed') return callError(call, `not run: ${input.why}`);
  try {
    const text = await tool.run(input.value as never);
    return { type: 'tool_result', tool_use_id: call.id, content: cutText(text || '(empty)', RESULT_BYTES) };
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof ToolRefusal) return callError(call, error.message);
    throw error;
  }
}

const namesOf = (tools: readonly ModelTool[]): string => tools.map(({ name }) => name).join(', ') || 'none';

type ParsedInput =
  | { readonly kind: 'fits'; readonly value: unknown }
  | { readonly kind: 'malformed'; readonly why: string };

/** Unknown properties are an error as well: the schema the model was given is closed. */
function parseInput(json: string, tool: ModelTool): ParsedInput {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return { kind: 'malformed', why: 'the input is no complete JSON' };
  }
  const result = tool.input.strict().safeParse(value);
  if (result.success) return { kind: 'fits', value: result.data };
  return { kind: 'malformed', why: `the input does not fit: ${z.prettifyError(result.error)}` };
}
