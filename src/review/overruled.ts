import type { Thread } from '../pull-request.ts';
import { BLOCKING_PROPERTY, FINDING_PROPERTY } from './review-record.ts';

/**
 * Our finding threads by fingerprint; of several with one fingerprint one that blocks, else the first that was made. Only
 * threads that we wrote: anybody can give theirs our properties, and hide a finding by it.
 */
export function findingThreads(threads: readonly Thread[]): ReadonlyMap<string, Thread> {
  const found = new Map<string, Thread>();
  const blocks = (thread: Thread): number => (thread.properties[BLOCKING_PROPERTY] === 'true' ? 1 : 0);
  for (const thread of threads.toSorted((a, b) => blocks(a) - blocks(b) || b.id - a.id)) {
    const fingerprint = thread.properties[FINDING_PROPERTY];
    if (fingerprint !== undefined && thread.isOwn && !thread.isDeleted) found.set(fingerprint, thread);
  }
  return found;
}

/**
 * True when a person decided against a finding that blocked: won't fix, by design, closed. Their word stands until the
 * code changes, which gives the finding another fingerprint. `fixed` is no decision but a claim, by a person or by us,
 * and a finding that is made again shows that it does not hold.
 */
export function isOverruled(thread: Thread | undefined): boolean {
  if (thread?.properties[BLOCKING_PROPERTY] !== 'true') return false;
  return thread.status === 'wontFix' || thread.status === 'byDesign' || thread.status === 'closed';
}

/** A thread that was made for a milder finding: nobody can overrule there what blocks now. */
export const isTooMild = (thread: Thread | undefined): boolean => thread?.properties[BLOCKING_PROPERTY] === 'false';

/** A blocking finding whose thread says that it is fixed, while it is not. */
export const isRefuted = (thread: Thread | undefined): boolean =>
  thread?.properties[BLOCKING_PROPERTY] === 'true' && thread.status === 'fixed';
