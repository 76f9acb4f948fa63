import type {
  Bump,
  IndexedStaging,
  LedgerChange,
  StagingDocument,
} from '../../../src/release/ledger/ledger-documents.ts';
import { ticketKeys } from '../../../src/release/changes/ticket-keys.ts';
import type { Told } from '../../parts/tone.ts';

export interface StagingFacts {
  readonly state: Told;
  /** What would be, or is being, released, in one sentence; undefined when there is nothing. */
  readonly sentence: string | undefined;
  readonly tickets: number;
  readonly waiting: number;
}

/** What a staging release comes to, in words. */
export function describeStaging(staging: StagingDocument): StagingFacts {
  const { changes, next } = staging;
  return {
    state: tellState(staging),
    sentence: changes.length === 0 && staging.state === 'staging' ? undefined : sentenceOf(staging),
    tickets: ticketKeys(changes).length,
    waiting: next?.changes.length ?? 0,
  };
}

/** As the index has it, before any document is read: `collecting, 2 changes, not ready`. */
export function describeIndexed({ state, changes, ready, waiting = 0 }: IndexedStaging): string {
  const parts = [
    state === 'opened' ? 'on its way out' : 'collecting',
    ...(changes === undefined ? [] : [count(changes, 'change')]),
    ...(state === 'opened' || !changes || ready === undefined ? [] : [ready ? 'ready' : 'not ready']),
    ...(waiting === 0 ? [] : [`${waiting} waiting`]),
  ];
  return parts.join(', ');
}

/** Whether there is something to show of it: the one that collects after a release has nothing yet. */
export const mayHold = ({ state, changes = 1, waiting = 0 }: IndexedStaging): boolean =>
  state === 'opened' || changes + waiting > 0;

function tellState({ state, ready, changes, notReady }: StagingDocument): Told {
  if (state === 'opened') return { tone: 'busy', words: 'On its way out' };
  if (changes.length === 0) return { tone: 'quiet', words: 'Nothing staged' };
  if (ready) return { tone: 'good', words: 'Ready' };
  return {
    tone: 'warning',
    words: notReady.length === 1 ? 'Not ready: one reason' : `Not ready: ${notReady.length} reasons`,
  };
}

function sentenceOf(staging: StagingDocument): string {
  const { state, component, version, previousVersion, changes } = staging;
  const verb = state === 'opened' ? 'is being released' : 'would be released now';
  const from = previousVersion === null ? 'the first release' : `after ${previousVersion}`;
  return `${component} ${version} ${verb}: ${from}, ${count(changes.length, 'change')}, ${count(ticketKeys(changes).length, 'ticket')}. ${whyOf(changes)}`.trim();
}

/** The largest step that a change asks for makes the version. */
function whyOf(changes: readonly LedgerChange[]): string {
  const order: readonly Bump[] = ['major', 'minor', 'patch'];
  const bump = order.find((one) => changes.some((change) => change.bump === one));
  if (bump === undefined) return '';
  const asking = changes.filter((change) => change.bump === bump);
  return asking.length === 1
    ? `One change asks for a ${bump} step.`
    : `${asking.length} changes ask for a ${bump} step.`;
}

/** "no changes", "1 change", "3 changes". */
export const count = (number: number, noun: string): string =>
  `${number === 0 ? 'no' : number} ${noun}${number === 1 ? '' : 's'}`;
