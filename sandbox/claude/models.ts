import type Anthropic from '@anthropic-ai/sdk';

export type ThinkingType = 'adaptive' | 'between_tools' | 'disabled' | 'enabled';

/** What the service knows of one model. Tokens everywhere. */
export interface ModelFacts {
  readonly id: string;
  readonly name: string;
  readonly line: 'haiku' | 'sonnet' | 'opus' | 'fable';
  readonly context: number;
  readonly maxOutput: number;
  readonly thinking: readonly ThinkingType[];
  /** False where a tool_choice of `any` or `tool` is refused. */
  readonly forcedTools: boolean;
  /** A shorter prefix is not cached, and nothing is said about it. */
  readonly cacheMinimum: number;
}

const current = { context: 1_000_000, maxOutput: 128_000, cacheMinimum: 1024 } as const;
const alwaysOn = { thinking: ['adaptive'], forcedTools: false } as const;
const optional = { thinking: ['adaptive', 'between_tools', 'disabled'], forcedTools: true } as const;

const MODELS: readonly ModelFacts[] = [
  { id: 'claude-fable-5-1', name: 'Claude Fable 5.1', line: 'fable', ...current, ...alwaysOn },
  { id: 'claude-opus-5-5', name: 'Claude Opus 5.5', line: 'opus', ...current, ...alwaysOn },
  { id: 'claude-sonnet-5-5', name: 'Claude Sonnet 5.5', line: 'sonnet', ...current, ...optional },
  { id: 'claude-haiku-5-5', name: 'Claude Haiku 5.5', line: 'haiku', ...current, ...optional },
  { id: 'claude-opus-5', name: 'Claude Opus 5', line: 'opus', ...current, ...optional, cacheMinimum: 512 },
  { id: 'claude-sonnet-5', name: 'Claude Sonnet 5', line: 'sonnet', ...current, ...optional },
];

export const findModel = (id: string): ModelFacts | undefined => MODELS.find((model) => model.id === id);

/** The answer of GET /v1/models/{id}. */
export function describeModel(model: ModelFacts): Anthropic.ModelInfo {
  const supported = (yes: boolean) => ({ supported: yes });
  const thinks = (type: ThinkingType) => supported(model.thinking.includes(type));
  return {
    type: 'model',
    id: model.id,
    display_name: model.name,
    line: model.line,
    lifecycle: 'active',
    created_at: '2026-10-21T00:00:00Z',
    deprecated_at: null,
    retires_at: null,
    max_input_tokens: model.context,
    max_tokens: model.maxOutput,
    capabilities: {
      batch: supported(true),
      citations: supported(true),
      code_execution: supported(true),
      context_management: {
        supported: true,
        clear_thinking_20251015: supported(true),
        clear_tool_uses_20250919: supported(true),
        compact_20260112: supported(true),
      },
      effort: {
        supported: true,
        low: supported(true),
        medium: supported(true),
        high: supported(true),
        xhigh: supported(true),
        max: supported(true),
      },
      image_input: supported(true),
      pdf_input: supported(true),
      server_tools: { supported: true, code_execution: supported(true), web_search: supported(true) },
      structured_outputs: supported(true),
      thinking: {
        supported: true,
        types: {
          adaptive: thinks('adaptive'),
          between_tools: thinks('between_tools'),
          disabled: thinks('disabled'),
          enabled: thinks('enabled'),
        },
      },
    },
  };
}
