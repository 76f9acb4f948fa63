import type Anthropic from '@anthropic-ai/sdk';
import type { SlipwayError } from '../../errors.ts';
import type { Budget } from './budget.ts';
import type { Meter } from './meter.ts';
import type { ClaudeLimits, ClaudeOptions } from './options.ts';
import type { Redact } from './redact.ts';
import type { RequestTrace } from '../../model.ts';

/** What all conversations of a model share. */
export interface Engine {
  readonly client: Anthropic;
  readonly options: ClaudeOptions;
  readonly limits: ClaudeLimits;
  readonly budget: Budget;
  readonly total: Meter;
  readonly trace: RequestTrace[];
  readonly redact: Redact;
  /** What ended one conversation for good ends the others before their next request. */
  fatal: SlipwayError | undefined;
  /** What the latest reply says it comes from. */
  answeredBy: string | undefined;
}
