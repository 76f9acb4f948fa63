/** Node fires at once when a timer is longer. */
const LONGEST_MS = 2 ** 31 - 1;

/** Waits `ms` milliseconds; rejects with the signal's reason as soon as it is aborted. */
export function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(signal.reason as Error);
      return;
    }
    const abort = () => {
      clearTimeout(timer);
      reject(signal?.reason as Error);
    };
    const timer = setTimeout(
      () => {
        signal?.removeEventListener('abort', abort);
        resolve();
      },
      Math.min(Math.max(0, Math.ceil(ms)), LONGEST_MS),
    );
    signal?.addEventListener('abort', abort, { once: true });
  });
}
