import { createHash } from 'node:crypto';
import { transitionTickets } from '../../../src/tickets/transition-tickets.ts';
import type { TransitionServices, TransitionSettings } from '../../../src/tickets/transition-tickets.ts';
import type { FakeStep, FakeWorkflow } from '../../support/fake-tracker.ts';
import { type FakeTracker, status } from '../../support/fake-tracker.ts';
import { memoryLog } from '../../support/memory-log.ts';

export const STATUSES = [
  status('1', 'To Do', 'toDo'),
  status('2', 'In Progress', 'inProgress'),
  status('3', 'Code Review', 'inProgress'),
  status('4', 'Done', 'done'),
  status('5', "Won't Do", 'done'),
];

/** To Do → In Progress → Code Review → Done, with a way back from each. */
export const STEPS: readonly FakeStep[] = [
  { id: '11', name: 'Start', from: '1', to: '2' },
  { id: '12', name: 'Stop', from: '2', to: '1' },
  { id: '21', name: 'Review', from: '2', to: '3' },
  { id: '31', name: 'Finish', from: '3', to: '4' },
  { id: '41', name: 'Reopen', from: '4', to: '1' },
  { id: '51', name: 'Drop', from: '1', to: '5' },
];

export const workflow = (steps: readonly FakeStep[] = STEPS): FakeWorkflow => ({ statuses: STATUSES, steps });

const SETTINGS: TransitionSettings = {
  to: 'Code Review',
  tickets: ['ABC-1'],
  resolution: undefined,
  fields: {},
  comment: undefined,
  fixVersion: undefined,
  releaseVersion: false,
  ifUnreachable: 'fail',
  neverBackwards: true,
  maxSteps: 6,
  dryRun: false,
};

/** Tickets to move, and the log of it. */
export function world(tracker: FakeTracker, over: Partial<TransitionServices> = {}) {
  const log = memoryLog();
  const services: TransitionServices = {
    jira: tracker,
    boards: undefined,
    run: { readTexts: () => Promise.resolve([{ source: 'branch', text: 'refs/heads/feature/ABC-1_login' }]) },
    log,
    hash: (text) => createHash('sha256').update(text).digest('hex'),
    today: () => '2026-03-04',
    runUrl: 'https://dev.azure.com/org/p/_build/results?buildId=5',
    ...over,
  };
  return {
    log,
    transition: (settings: Partial<TransitionSettings> = {}) =>
      transitionTickets(services, { ...SETTINGS, ...settings }),
  };
}
