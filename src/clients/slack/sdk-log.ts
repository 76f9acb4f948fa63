import { type Logger, LogLevel } from '@slack/web-api';
import type { Log } from '../../log.ts';

/**
 * The SDKs' own lines for our debug log. Theirs at debug level repeat whole messages, answers and addresses that are as
 * good as a password: they are left out, and the secrets of the others are masked.
 */
export function quietLogger(log: Log, redact: (text: string) => string): Logger {
  const line = (...parts: unknown[]) =>
    log.debug(`Slack SDK: ${redact(parts.map(String).join(' ')).replaceAll(/(\bwss?:\/\/[^\s?]*)\?\S*/g, '$1?***')}`);
  return {
    debug: () => undefined,
    info: line,
    warn: line,
    error: line,
    setLevel: () => undefined,
    getLevel: () => LogLevel.INFO,
    setName: () => undefined,
  };
}
