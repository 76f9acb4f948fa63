/** Why a task's signal was aborted. */
export class Cancelled extends Error {
  override readonly name = 'Cancelled';

  constructor() {
    super('Cancelled before the end.');
  }
}

/** The agent sends SIGINT, 7.5 s later SIGTERM, 2.5 s later SIGKILL; a task is to be gone after 5 s. */
const GRACE_MS = 4000;

export interface Cancellation {
  readonly signal: AbortSignal;
  /** Rejects with `Cancelled` when the grace after the signal is over; never settles otherwise. */
  readonly graceOver: Promise<never>;
}

/** Turns the agent's signals into an AbortSignal. */
export function watchCancellation(): Cancellation {
  const controller = new AbortController();
  const graceOver = new Promise<never>((_resolve, reject) => {
    const cancel = (): void => {
      if (controller.signal.aborted) return;
      const reason = new Cancelled();
      setTimeout(() => reject(reason), GRACE_MS).unref();
      controller.abort(reason);
    };
    // Windows has no SIGTERM to send; the agent sends Ctrl+Break there.
    for (const name of ['SIGINT', 'SIGTERM', 'SIGBREAK'] as const) process.on(name, cancel);
  });
  return { signal: controller.signal, graceOver };
}
