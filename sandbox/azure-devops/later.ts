/** What the service does a moment after it has answered. */
export class Later {
  readonly #waiting = new Set<() => Promise<void>>();
  readonly #running = new Set<Promise<void>>();
  #failure: unknown;
  #isStopped = false;

  /** Runs a task after so many real milliseconds, or as soon as somebody settles; a timer keeps no process alive. */
  schedule(task: () => Promise<void>, delayMs: number): void {
    if (this.#isStopped) return;
    const timer = setTimeout(() => void start(), delayMs);
    timer.unref();
    const start = () => {
      if (!this.#waiting.delete(start)) return Promise.resolve();
      clearTimeout(timer);
      const run = task().catch((error: unknown) => {
        console.error('sandbox: a task of the service failed', error);
        this.#failure ??= error;
      });
      this.#running.add(run);
      return run.finally(() => this.#running.delete(run));
    };
    this.#waiting.add(start);
  }

  /** Nothing that waits is run any more, as when the machine goes down; what runs is waited for. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#waiting.clear();
    await Promise.all(this.#running);
  }

  /** Runs all that waits, also what that puts off in its turn; throws what a task failed with. */
  async settle(): Promise<void> {
    for (let round = 0; round < 1000; round += 1) {
      if (this.#failure !== undefined) throw this.#failure as Error;
      if (this.#waiting.size === 0 && this.#running.size === 0) return;
      await Promise.all([...this.#running, ...[...this.#waiting].map((start) => start())]);
    }
    throw new Error('The sandbox puts off work without end.');
  }
}
