import type { Rendered } from '../blocks.ts';
import { shortLine } from './clean-text.ts';
import type { ReleaseFacts, ReleaseState, TicketFacts } from './facts.ts';
import { failureLines } from './failure-lines.ts';
import { contextLine, type Detail, fitMessage, header } from './fit.ts';
import { codeSpan, escapeLine, link } from './mrkdwn.ts';
import { count, pullRequestLink, runLink } from './people-and-places.ts';
import { convertMarkdown } from './markdown-lines.ts';
import { lines } from './piece.ts';
import { allStages, stageLine } from './stage-line.ts';
import { changeLine, distinctTickets, ticketLine } from './ticket-lines.ts';

/** As many tickets as are read at a glance; all of a release that has just a few more. */
const SHOWN = 8;
const SHOWN_ALONE = 10;
const MOST_REASONS = 5;

const STATES: Readonly<Record<ReleaseState, string>> = {
  staging: 'collects changes',
  opened: 'has its pull request',
  merging: 'is being merged',
  claimed: 'has claimed its version',
  building: 'is being built',
  deploying: 'is being deployed',
  waiting: 'waits for approval',
  released: 'is released',
  failed: 'failed',
  rejected: 'was rejected',
  timedOut: 'was not let through in time',
  cancelled: 'was cancelled',
  rolledBack: 'was rolled back',
};

/**
 * Where a release stands, and the first of its tickets. The other tickets, then the changes without one, are in the thread:
 * every ticket stands once in message and thread together. The notes of what is released come last, and tell of all again.
 */
export function renderRelease(facts: ReleaseFacts): Rendered {
  const { pullRequest, run, stages, failure, notReady = [], links = [] } = facts;
  const tickets = distinctTickets(facts.tickets ?? []).map((ticket) => asOf(facts.state, ticket));
  const shown = tickets.slice(0, tickets.length > SHOWN_ALONE ? SHOWN : SHOWN_ALONE);
  const name = `${shortLine(facts.component, 60)} ${shortLine(facts.version, 40)}`;
  const counts = describeCounts(facts, tickets.length);
  const previous = shortLine(facts.previousVersion ?? '', 40);
  return fitMessage({
    text: `${name} ${STATES[facts.state]}${previous === '' ? '' : ` (after ${previous})`}: ${counts}.`,
    head: [
      header(`${name} ${STATES[facts.state]}`),
      ...contextLine([
        previous === '' ? undefined : `After ${escapeLine(previous, 100)}`,
        counts,
        facts.tag === undefined ? undefined : codeSpan(facts.tag, 100),
        pullRequestLink(pullRequest, 'Release pull request'),
        runLink(run),
        ...links.slice(0, MOST_REASONS).map(({ label, url }) => link(url, label, 100, 300)),
      ]),
    ],
    body: [
      stageLine(stages),
      failureLines(failure),
      lines(...notReady.slice(0, MOST_REASONS).map((reason) => `Waits for: ${escapeLine(reason, 300)}`)),
      lines(...shown.map(ticketLine)),
    ],
    tail: contextLine([whatMore(facts, tickets.length - shown.length)]),
    thread: listDetails(facts, name, tickets.slice(shown.length)),
  });
}

/** What the ledger knows of a ticket's status is from when it was staged: a release moves it on. */
const asOf = (state: ReleaseState, ticket: TicketFacts): TicketFacts =>
  state === 'released' ? { ...ticket, status: undefined } : ticket;

function describeCounts({ changeCount }: ReleaseFacts, tickets: number): string {
  const changes = changeCount === undefined ? [] : [count(changeCount, 'change')];
  return [...changes, count(tickets, 'ticket')].join(', ');
}

const notesOf = ({ state, notes = '' }: ReleaseFacts): string => (state === 'released' ? notes.trim() : '');

function whatMore(facts: ReleaseFacts, tickets: number): string | undefined {
  const { otherChanges = [] } = facts;
  const parts = [
    ...(tickets > 0 ? [`${tickets} more ${tickets === 1 ? 'ticket' : 'tickets'}`] : []),
    ...(otherChanges.length > 0 ? [`${count(otherChanges.length, 'change')} without a ticket`] : []),
    ...(notesOf(facts) === '' ? [] : ['the release notes']),
  ];
  return parts.length === 0 ? undefined : `In the thread: ${parts.join(', ')}`;
}

function listDetails(facts: ReleaseFacts, name: string, tickets: readonly TicketFacts[]): readonly Detail[] {
  const { otherChanges = [], stages } = facts;
  const details: readonly Detail[] = [
    {
      title: `Tickets of ${name}`,
      pieces: tickets.length === 0 ? [] : lines('*More tickets*', ...tickets.map(ticketLine)),
    },
    {
      title: `Changes of ${name} without a ticket`,
      pieces: otherChanges.length === 0 ? [] : lines('*Changes without a ticket*', ...otherChanges.map(changeLine)),
    },
    { title: `Stages of ${name}`, pieces: allStages(stages) },
    { title: `Release notes of ${name}`, pieces: convertMarkdown(notesOf(facts)) },
  ];
  return details.filter(({ pieces }) => pieces.length > 0);
}
