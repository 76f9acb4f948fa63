/** Works off what comes in, a few at a time, and takes only so much. */
export interface ClickQueue<Item> {
  /** Resolves when the item is done; false at once when too many wait already. */
  readonly add: (item: Item) => Promise<boolean>;
  /** Resolves when all that was added is done. */
  readonly drained: () => Promise<void>;
}

interface Limits {
  /** At work at once. */
  readonly atOnce: number;
  /** Waiting for one of those. */
  readonly waiting: number;
}

/** `work` must not reject. */
export function createClickQueue<Item>(
  work: (item: Item) => Promise<void>,
  { atOnce, waiting }: Limits,
): ClickQueue<Item> {
  const line: { readonly item: Item; readonly done: () => void }[] = [];
  const working = new Set<Promise<void>>();

  function next(): void {
    const first = working.size < atOnce ? line.shift() : undefined;
    if (!first) return;
    const job = work(first.item).finally(() => {
      working.delete(job);
      first.done();
      next();
    });
    working.add(job);
  }

  return {
    add(item) {
      if (line.length >= waiting) return Promise.resolve(false);
      return new Promise((resolve) => {
        line.push({ item, done: () => resolve(true) });
        next();
      });
    },
    async drained() {
      while (working.size > 0) await Promise.all(working);
    },
  };
}
