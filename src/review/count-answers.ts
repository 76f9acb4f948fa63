import type { NewThread, Thread } from '../pull-request.ts';
import { findingThreads } from './overruled.ts';
import type { FindingAnswers } from './review-document.ts';
import { BLOCKING_PROPERTY, FINDING_PROPERTY } from './review-record.ts';

interface Writes {
  readonly threads: readonly NewThread[];
  readonly settle: readonly number[];
  readonly reopen: readonly number[];
}

/** Counts each finding once, as the threads stand after a plan was written. */
export function countAnswers(threads: readonly Thread[], { threads: fresh, settle, reopen }: Writes): FindingAnswers {
  const answers = new Map<string, keyof FindingAnswers>();
  for (const [fingerprint, thread] of findingThreads(threads)) {
    if (settle.includes(thread.id)) answers.set(fingerprint, 'fixed');
    else answers.set(fingerprint, reopen.includes(thread.id) ? 'open' : answerOf(thread));
  }
  for (const { properties } of fresh) answers.set(properties[FINDING_PROPERTY] ?? '', 'open');
  const count = (answer: keyof FindingAnswers) => [...answers.values()].filter((one) => one === answer).length;
  return { fixed: count('fixed'), declined: count('declined'), open: count('open') };
}

function answerOf({ status, properties }: Thread): keyof FindingAnswers {
  switch (status) {
    case 'fixed':
      return 'fixed';
    case 'wontFix':
    case 'byDesign':
      return 'declined';
    case 'closed':
      return properties[BLOCKING_PROPERTY] === 'true' ? 'declined' : 'open';
    case 'active':
    case 'pending':
    case 'unknown':
      return 'open';
  }
}

/** Whether anybody can have answered since: without findings nothing changes. */
export const hasAnswers = ({ fixed, declined, open }: FindingAnswers): boolean => fixed + declined + open > 0;
