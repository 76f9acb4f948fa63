import type { StageFacts, StageState } from './facts.ts';
import { escapeLine } from './mrkdwn.ts';
import { lines, type Piece } from './piece.ts';

/** More than a glance takes in. */
const MOST = 12;

/** The sign helps the eye, the words tell. */
const STATES: Readonly<Record<StageState, readonly [sign: string, words: string]>> = {
  pending: ['○', 'not started'],
  waiting: ['◔', 'waits for approval'],
  running: ['●', 'running'],
  succeeded: ['✓', 'done'],
  partiallySucceeded: ['✓', 'done, with issues'],
  failed: ['✗', 'failed'],
  rejected: ['✗', 'rejected'],
  timedOut: ['✗', 'not let through in time'],
  skipped: ['–', 'skipped'],
  cancelled: ['✗', 'cancelled'],
};

const renderStage = ({ name, state }: StageFacts): string => {
  const [sign, words] = STATES[state];
  return `${sign} *${escapeLine(name, 120) || 'Stage'}* ${words}`;
};

/** Where it stands, on one line: `✓ *Build* done  ·  ● *Sandbox* running`. */
export function stageLine(stages: readonly StageFacts[] = []): readonly Piece[] {
  if (stages.length === 0) return [];
  const more = stages.length > MOST ? [`and ${stages.length - MOST} more, in the thread`] : [];
  return lines([...stages.slice(0, MOST).map(renderStage), ...more].join('  ·  '));
}

/** All stages, when the line does not hold them. */
export const allStages = (stages: readonly StageFacts[] = []): readonly Piece[] =>
  stages.length > MOST ? lines('*Stages*', ...stages.map((stage) => `• ${renderStage(stage)}`)) : [];
