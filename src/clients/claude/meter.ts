import type { Usage } from '../../model.ts';
import { type Billed, findCost, NO_TOKENS, type Tokens } from './cost.ts';

/** Adds up requests: those of one turn, of one conversation, or all. */
export class Meter {
  readonly #model: string;
  #requests = 0;
  #tokens: Tokens = NO_TOKENS;
  #costUsd: number | undefined;

  constructor(model: string) {
    this.#model = model;
    this.#costUsd = findCost(model, { ...NO_TOKENS, hourTokens: 0, usOnly: false });
  }

  /** Counts a request; `billed` is undefined when it failed before the service said what it used. */
  count(billed: Billed | undefined): void {
    this.#requests += 1;
    if (!billed) return;
    const cost = findCost(this.#model, billed);
    this.#costUsd = this.#costUsd === undefined || cost === undefined ? undefined : this.#costUsd + cost;
    this.#tokens = {
      inputTokens: this.#tokens.inputTokens + billed.inputTokens,
      cacheWriteTokens: this.#tokens.cacheWriteTokens + billed.cacheWriteTokens,
      cacheReadTokens: this.#tokens.cacheReadTokens + billed.cacheReadTokens,
      outputTokens: this.#tokens.outputTokens + billed.outputTokens,
    };
  }

  get usage(): Usage {
    return { requests: this.#requests, ...this.#tokens, costUsd: this.#costUsd };
  }
}
