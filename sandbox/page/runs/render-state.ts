import { html, type Html } from '../html.ts';
import type { RunState } from './run-data.ts';

const WORDS: Readonly<Record<RunState, string>> = {
  pending: 'Not started',
  inProgress: 'Running',
  succeeded: 'Succeeded',
  succeededWithIssues: 'Succeeded with warnings',
  failed: 'Failed',
  canceled: 'Cancelled',
  skipped: 'Skipped',
  other: 'Unknown',
};

/** The tint of a state, of those that the style has. */
const TINTS: Readonly<Record<RunState, string>> = {
  pending: 'other',
  inProgress: 'pending',
  succeeded: 'succeeded',
  succeededWithIssues: 'pending',
  failed: 'failed',
  canceled: 'other',
  skipped: 'other',
  other: 'other',
};

/** A state as a badge; a word of its own replaces "Running" where something waits. */
export const renderRunState = (state: RunState, word: string = WORDS[state]): Html =>
  html`<span class="badge run-state state-${TINTS[state]}" data-state="${state}"
    ><span class="state">${word}</span></span
  >`;
