import { ensureTicket } from '../../../src/tickets/ensure-ticket.ts';
import type { EnsureServices, EnsureSettings } from '../../../src/tickets/ensure-ticket.ts';
import { FakeTicketedPullRequest } from '../../support/fake-ticketed-pull-request.ts';
import { FakeTracker } from '../../support/fake-tracker.ts';
import { memoryLog } from '../../support/memory-log.ts';

const SETTINGS: EnsureSettings = {
  project: 'ABC',
  issueType: 'Story',
  createIfMissing: true,
  skipAuthors: [],
  projects: [],
  linkPullRequest: true,
  dryRun: false,
};

/** The property by which a pull request knows its ticket, and a thread its claim. */
export const KEY = 'slipway.ticket';
/** Looks like a key of AWS. */
export const AWS = 'AKIAABCDEFGHIJKLMNOP';

/** A change, its tracker, and the task that sees to its ticket. */
export function world(over: Partial<EnsureServices> = {}) {
  const jira = new FakeTracker();
  const pullRequest = new FakeTicketedPullRequest();
  const log = memoryLog();
  const running = new Set<number>();
  const services: EnsureServices = {
    jira,
    boards: undefined,
    pullRequest,
    runs: { isRunning: (buildId) => Promise.resolve(running.has(buildId)) },
    run: { buildId: 1, attempt: 1, job: 'a' },
    model: undefined,
    log,
    pause: () => new Promise((resolve) => setImmediate(resolve)),
    ...over,
  };
  return {
    jira,
    pullRequest,
    log,
    running,
    ensure: (settings: Partial<EnsureSettings> = {}, run = services.run) =>
      ensureTicket({ ...services, run }, { ...SETTINGS, ...settings }),
    writes: () => [...pullRequest.writes, ...jira.writes],
  };
}

/** What people read in its threads. */
export const visible = ({ threads }: FakeTicketedPullRequest) =>
  threads.filter(({ isDeleted }) => !isDeleted).map(({ comments }) => comments[0]!.content);
