import type { Log } from '../log.ts';
import { describeStack, describeThrown } from './failure.ts';

/**
 * Rejects on the first failure that no promise of the use case carries: an exception in a callback, a rejection nobody
 * awaits, and an event loop that has run empty while the use case still waits, which the agent would take for success.
 * Later ones, and Node's own warnings, go to the debug log.
 */
export function watchCrashes(log: Log): Promise<never> {
  return new Promise<never>((_resolve, reject) => {
    const crash = (error: unknown): void => {
      log.debug(`Outside of the task's own course: ${describeStack(error)}`);
      reject(error instanceof Error ? error : new Error(describeThrown(error)));
    };
    process.on('uncaughtException', crash);
    process.on('unhandledRejection', crash);
    process.once('beforeExit', () => reject(new Error('Nothing was left to wait for, but the task had not ended.')));
    // Deprecations inside of libraries are nothing that the reader of the log could act on.
    process.removeAllListeners('warning');
    process.on('warning', (warning) => log.debug(describeStack(warning)));
  });
}
