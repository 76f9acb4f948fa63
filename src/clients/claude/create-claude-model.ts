import Anthropic from '@anthropic-ai/sdk';
import { SlipwayError } from '../../errors.ts';
import type { Model } from '../../model.ts';
import { Budget } from './budget.ts';
import { holdConversation } from './conversation.ts';
import type { Engine } from './engine.ts';
import { Meter } from './meter.ts';
import { type ClaudeOptions, DEFAULT_LIMITS } from './options.ts';
import { findPrice } from './prices.ts';
import { redactor } from './redact.ts';

/**
 * A model behind the Messages API. Throws a SlipwayError for a key that no header can carry, and for a budget when the
 * model's price is not known.
 */
export function createClaudeModel(options: ClaudeOptions): Model {
  const { model, budgetUsd, log, apiKey } = options;
  checkKey(apiKey);
  if (!findPrice(model, 0)) {
    if (budgetUsd > 0) throw priceUnknown(model);
    log.info(`The price of ${model} is not known: no costs are shown.`);
  }
  const engine: Engine = {
    client: createClient(options),
    options,
    limits: { ...DEFAULT_LIMITS, ...options.limits },
    budget: new Budget(budgetUsd),
    total: new Meter(model),
    trace: [],
    redact: redactor(apiKey),
    fatal: undefined,
    answeredBy: undefined,
  };
  return {
    name: model,
    answeredBy: () => engine.answeredBy,
    converse: (conversation) => holdConversation(engine, conversation),
    usage: () => engine.total.usage,
    trace: () => [...engine.trace],
  };
}

/** Retries are ours: the SDK's end at the headers, and it would spend them on spend limits. */
function createClient({ apiKey, provider, url, fetch }: ClaudeOptions): Anthropic {
  forgetEnvironment();
  return new Anthropic({
    apiKey,
    baseURL: url,
    maxRetries: 0,
    logLevel: 'off',
    openTelemetry: false,
    ...(provider === 'foundry' ? { defaultHeaders: { 'x-api-key': apiKey, authorization: null } } : {}),
    ...(fetch ? { fetch } : {}),
  });
}

/**
 * Any earlier step of the pipeline can set variables for this one, and the SDK lays ANTHROPIC_CUSTOM_HEADERS over its own
 * headers whatever it is given.
 */
function forgetEnvironment(): void {
  for (const name of Object.keys(process.env)) {
    if (/^ANTHROPIC_/i.test(name)) Reflect.deleteProperty(process.env, name);
  }
}

/** A line break inside would make the platform quote the key in an error. */
function checkKey(apiKey: string): void {
  if (/^[\x21-\x7e]+$/.test(apiKey)) return;
  throw new SlipwayError(`The Claude API key is ${apiKey === '' ? 'empty' : 'not one line of plain characters'}.`, {
    kind: 'input',
    code: 'CLAUDE_KEY_INVALID',
    hint: 'Paste the key into the service connection again, without spaces or line breaks.',
  });
}

const priceUnknown = (model: string): SlipwayError =>
  new SlipwayError(`The price of ${model} is not known, so no budget can be kept.`, {
    kind: 'input',
    code: 'CLAUDE_PRICE_UNKNOWN',
    hint: 'Set budgetUsd: 0 to run without a limit, or use a model whose price is known.',
  });
