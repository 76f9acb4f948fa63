import * as z from 'zod';
import { type Claude, createClaude } from '../../../sandbox/claude/claude.ts';
import type { Responder, ScriptedAnswer } from '../../../sandbox/claude/scripted-answer.ts';
import { systemClock } from '../../../sandbox/core/clock.ts';
import { type Service, startService } from '../../../sandbox/core/service.ts';
import { Traffic } from '../../../sandbox/core/traffic.ts';
import { createClaudeModel } from '../../../src/clients/claude/create-claude-model.ts';
import type { ClaudeOptions } from '../../../src/clients/claude/options.ts';
import type { Log } from '../../../src/log.ts';
import type { Conversation, ModelTool, Model } from '../../../src/model.ts';

/** A clock that only waiting moves, at once. */
export interface VirtualTime {
  now(): number;
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  /** Every wait there was, in milliseconds. */
  readonly waits: number[];
}

export function virtualTime(start = Date.parse('2026-11-23T10:00:00Z')): VirtualTime {
  let now = start;
  const waits: number[] = [];
  return {
    waits,
    now: () => now,
    sleep: (ms, signal) => {
      signal.throwIfAborted();
      waits.push(ms);
      now += ms;
      return Promise.resolve();
    },
  };
}

/** A log that keeps its lines. */
export function keptLog(): { readonly log: Log; readonly lines: string[] } {
  const lines: string[] = [];
  const at = (level: string) => (message: string) => void lines.push(`${level}: ${message}`);
  const log: Log = {
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    group: (_name, work) => work(),
  };
  return { log, lines };
}

export interface Scene {
  readonly claude: Claude;
  readonly service: Service;
  readonly model: Model;
  readonly time: VirtualTime;
  readonly lines: readonly string[];
  readonly controller: AbortController;
}

type Script = Responder | readonly ScriptedAnswer[] | { readonly byTime: (time: VirtualTime) => Responder };

/** A scripted stand-in and a model that talks to it, for the time of `act`. */
export async function withClaude(
  script: Script,
  act: (scene: Scene) => Promise<void>,
  options: Partial<ClaudeOptions> = {},
): Promise<void> {
  const claude = createClaude({ clock: systemClock });
  const service = await startService({
    nameOf: () => 'anthropic',
    handler: claude.handler,
    traffic: new Traffic(),
    clock: systemClock,
  });
  const time = virtualTime();
  claude.script('byTime' in script ? script.byTime(time) : script);
  const { log, lines } = keptLog();
  const controller = new AbortController();
  const model = createClaudeModel({
    url: service.url,
    apiKey: claude.apiKey,
    model: 'claude-opus-5-5',
    effort: 'medium',
    budgetUsd: 0,
    signal: controller.signal,
    log,
    random: () => 0.5,
    ...time,
    ...options,
  });
  try {
    await act({ claude, service, model, time, lines, controller });
  } finally {
    controller.abort();
    await service.close();
  }
}

export const Verdict = z.object({ verdict: z.enum(['good', 'bad']), notes: z.array(z.string().max(200)) });
export type Verdict = z.infer<typeof Verdict>;

export const GOOD: Verdict = { verdict: 'good', notes: ['well named'] };

/** A tool that keeps what it was run with. */
export function readTool(
  run: (input: { path: string }) => Promise<string> = ({ path }) => Promise.resolve(`text of ${path}`),
): {
  readonly tool: ModelTool;
  readonly inputs: unknown[];
} {
  const inputs: unknown[] = [];
  const tool: ModelTool = {
    name: 'read_file',
    description: 'Reads a file of the commit.',
    input: z.object({ path: z.string().min(1), line: z.int().min(1).optional() }),
    run: (input: { path: string }) => {
      inputs.push(input);
      return run(input);
    },
  };
  return { tool, inputs };
}

export const conversation = (over: Partial<Conversation<Verdict>> = {}): Conversation<Verdict> => ({
  label: 'group 1 of 1',
  system: 'You review code.',
  prompt: 'Review the change.',
  tools: [readTool().tool],
  answer: Verdict,
  maxTurns: 8,
  ...over,
});

interface Block {
  readonly type: string;
  readonly text?: string;
  readonly content?: string;
  readonly is_error?: boolean;
}

/** The blocks of the last message of a recorded request. */
export function lastBlocks(claude: Claude, index = -1): readonly Block[] {
  const messages = claude.requests.at(index)?.body['messages'] as { content: Block[] }[];
  return messages.at(-1)?.content ?? [];
}
