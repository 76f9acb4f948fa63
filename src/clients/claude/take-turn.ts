import type Anthropic from '@anthropic-ai/sdk';
import type { ModelFailure } from '../../model.ts';
import { attemptRequest } from './attempt.ts';
import { type Estimate, estimateCost, findCost } from './cost.ts';
import type { Engine } from './engine.ts';
import { Meter } from './meter.ts';
import type { Reply } from './reply.ts';
import { findRetryDelay } from './retry-delay.ts';
import { describeTrace } from './trace.ts';
import { findTrouble, type Trouble } from './trouble.ts';

export interface Turn {
  readonly label: string;
  /** 1, 2, … */
  readonly number: number;
  readonly request: Anthropic.MessageCreateParamsStreaming;
  /** The conversation's own. */
  readonly meter: Meter;
}

export interface Failed {
  readonly kind: 'failed';
  readonly failure: ModelFailure;
  readonly message: string;
}

export type TurnEnd = { readonly kind: 'replied'; readonly reply: Reply } | Failed;

/**
 * One reply of the model, asked for again while that may help: nothing has been done with a reply that did not arrive.
 * Throws a SlipwayError for what concerns all conversations, and the signal's reason.
 */
export async function takeTurn(engine: Engine, turn: Turn): Promise<TurnEnd> {
  const started = engine.options.now();
  const meter = new Meter(engine.options.model);
  let end: TurnEnd | undefined;
  try {
    end = await tryRepeatedly(engine, turn, meter);
    return end;
  } finally {
    const { requests, ...used } = meter.usage;
    const reply = end?.kind === 'replied' ? end.reply : undefined;
    if (reply) engine.answeredBy = reply.model;
    const trace = {
      label: turn.label,
      turn: turn.number,
      attempts: requests,
      ms: engine.options.now() - started,
      ...used,
      stopReason: reply?.stopReason,
      tools: reply?.calls.map(({ name }) => name) ?? [],
    };
    if (requests > 0) engine.trace.push(trace);
    engine.options.log.debug(describeTrace(trace));
  }
}

async function tryRepeatedly(engine: Engine, turn: Turn, meter: Meter): Promise<TurnEnd> {
  const { options, limits } = engine;
  const { signal, log } = options;
  const size = Buffer.byteLength(JSON.stringify(turn.request));
  const estimate = estimateCost(options.model, size, limits.maxTokens) ?? { typicalUsd: 0, worstUsd: 0 };
  let giveUpAt = Number.POSITIVE_INFINITY;
  for (let attempt = 1; ; attempt += 1) {
    const result = await tryOnce(engine, turn, { meter, estimate });
    if (result.kind !== 'transient') return result;
    const now = options.now();
    giveUpAt = Math.min(giveUpAt, now + limits.totalRetryMs);
    const wait = findRetryDelay(attempt, result.retryAfterMs, options.random());
    if (now + wait > giveUpAt) return gaveUp(result, attempt, wait);
    log.info(`${turn.label}: ${result.what}; trying again in ${secondsOf(wait)} s (attempt ${attempt + 1}).`);
    await options.sleep(wait, signal).catch((error: unknown) => {
      signal.throwIfAborted();
      throw error;
    });
  }
}

type Transient = Extract<Trouble, { kind: 'transient' }>;

async function tryOnce(
  engine: Engine,
  turn: Turn,
  { meter, estimate }: { readonly meter: Meter; readonly estimate: Estimate },
): Promise<TurnEnd | Transient> {
  const { client, options, limits } = engine;
  const { signal, model } = options;
  const share = await engine.budget.reserve(estimate, signal);
  if (!share) return overBudget(options.budgetUsd);
  let costUsd = 0;
  try {
    if (engine.fatal) throw engine.fatal;
    const { outcome, billed } = await attemptRequest({ client, request: turn.request, signal, idleMs: limits.idleMs });
    for (const each of [meter, turn.meter, engine.total]) each.count(billed);
    costUsd = billed ? (findCost(model, billed) ?? 0) : 0;
    return outcome.kind === 'replied' ? outcome : judge(engine, outcome.error);
  } finally {
    share.settle(costUsd);
  }
}

function judge(engine: Engine, error: unknown): Failed | Transient {
  const { url, model } = engine.options;
  const trouble = findTrouble(error, { url, model, redact: engine.redact, now: engine.options.now() });
  if (!trouble) throw error;
  if (trouble.kind === 'transient') return trouble;
  if (trouble.kind === 'tooLong') return { kind: 'failed', failure: 'tooLong', message: 'The prompt is too long.' };
  if (trouble.error.kind !== 'remote') engine.fatal = trouble.error;
  throw trouble.error;
}

const overBudget = (budgetUsd: number): Failed => ({
  kind: 'failed',
  failure: 'budget',
  message: `The next request could have passed the budget of ${budgetUsd} USD, so it was not sent.`,
});

function gaveUp({ what, retryAfterMs }: Transient, attempts: number, wait: number): Failed {
  const why =
    retryAfterMs === undefined
      ? `gave up after ${attempts} attempts`
      : `it asks to wait ${secondsOf(wait)} s, longer than is left for this turn (attempt ${attempts})`;
  return { kind: 'failed', failure: 'remote', message: `${what}; ${why}.` };
}

const secondsOf = (ms: number): number => Math.max(1, Math.round(ms / 1000));
