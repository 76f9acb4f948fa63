import type { Estimate } from './cost.ts';

/** A request's share of the budget, held while it is under way. */
export interface Share {
  /** Gives the share back; what the request did cost is spent. */
  settle(costUsd: number): void;
}

/**
 * The money that concurrent conversations share. The rule: of the requests under way, one is counted at its typical cost
 * and all others at their worst, so that the limit is passed by less than one request. A request that would fit alone
 * waits for the others; one that would not fit alone is refused.
 */
export class Budget {
  readonly #limitUsd: number;
  readonly #open = new Set<Estimate>();
  #spentUsd = 0;
  #waiting: (() => void)[] = [];

  /** 0 is no limit. */
  constructor(limitUsd: number) {
    this.#limitUsd = limitUsd === 0 ? Number.POSITIVE_INFINITY : limitUsd;
  }

  /** A share for a request, or undefined when the request could pass the limit on its own. Throws the signal's reason. */
  async reserve(estimate: Estimate, signal: AbortSignal): Promise<Share | undefined> {
    const entry = { ...estimate };
    for (;;) {
      signal.throwIfAborted();
      if (this.#spentUsd + entry.typicalUsd > this.#limitUsd) return undefined;
      if (this.#fits(entry)) break;
      await this.#nextSettled(signal);
    }
    this.#open.add(entry);
    return { settle: (costUsd) => this.#settle(entry, costUsd) };
  }

  #fits(entry: Estimate): boolean {
    const all = [...this.#open, entry];
    const worst = all.reduce((sum, { worstUsd }) => sum + worstUsd, 0);
    const spared = Math.max(...all.map(({ worstUsd, typicalUsd }) => worstUsd - typicalUsd));
    return all.length === 1 || this.#spentUsd + worst - spared <= this.#limitUsd;
  }

  #settle(entry: Estimate, costUsd: number): void {
    if (!this.#open.delete(entry)) return;
    this.#spentUsd += costUsd;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const wake of waiting) wake();
  }

  async #nextSettled(signal: AbortSignal): Promise<void> {
    await new Promise<void>((resolve) => {
      const wake = () => {
        signal.removeEventListener('abort', wake);
        resolve();
      };
      signal.addEventListener('abort', wake, { once: true });
      this.#waiting.push(wake);
    });
  }
}
