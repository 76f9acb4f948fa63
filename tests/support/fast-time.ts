import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Clock, scaledClock } from '../../sandbox/core/clock.ts';

/** A clock for the sandbox, and what lets the time of a task run as fast: minutes of waiting are seconds of test. */
export function fastTime(speed: number): {
  readonly clock: Clock;
  readonly task: { readonly env: Readonly<Record<string, string>>; readonly nodeArguments: readonly string[] };
} {
  return {
    clock: scaledClock(speed, new Date('2026-03-02T09:00:00Z')),
    task: {
      env: { SLIPWAY_TEST_SPEED: String(speed) },
      nodeArguments: ['--import', pathToFileURL(path.join(import.meta.dirname, 'virtual-time.mjs')).href],
    },
  };
}
