import type { Thread } from './ports.ts';
import { BLOCKING_PROPERTY, FINDING_PROPERTY } from './review-record.ts';

/** Our finding threads by fingerprint; of several with one fingerprint the first that was made. */
export function findingThreads(threads: readonly Thread[]): ReadonlyMap<string, Thread> {
  const found = new Map<string, Thread>();
  for (const thread of threads.toSorted((a, b) => b.id - a.id)) {
    const fingerprint = thread.properties[FINDING_PROPERTY];
    if (fingerprint !== undefined && !thread.isDeleted) found.set(fingerprint, thread);
  }
  return found;
}

/**
 * True when a person settled a finding that blocked: its thread was active when we made it and is not any more. A person's
 * word stands until the code changes, which gives the finding another fingerprint.
 */
export function isOverruled(thread: Thread | undefined): boolean {
  if (thread?.properties[BLOCKING_PROPERTY] !== 'true') return false;
  return thread.status !== 'active' && thread.status !== 'pending' && thread.status !== 'unknown';
}
