import {
  type AuditStatus,
  COMMIT_CLASSES,
  type CommitClass,
  type DisplacedReason,
  TICKET_CLASSES,
  type TicketClass,
} from '../../../src/audit/audit-classes.ts';
import type { AuditTicket, Classes } from '../../../src/audit/audit-document.ts';
import type { Told } from '../../parts/tone.ts';

interface ToldClass extends Told {
  /** What belongs to it, as a sentence. */
  readonly means: string;
}

const TICKETS: Readonly<Record<TicketClass, ToldClass>> = {
  matched: { tone: 'good', words: 'Matched', means: 'Done, with a commit in this release.' },
  shippedNotDone: {
    tone: 'warning',
    words: 'Shipped, not done',
    means: 'A commit is in this release, but the ticket is not done.',
  },
  displaced: {
    tone: 'warning',
    words: 'Displaced',
    means: 'There are commits, but this release does not bring them: it had them before, or they were taken back.',
  },
  doneNotShipped: { tone: 'bad', words: 'Done, not shipped', means: 'Done, and no commit is known anywhere.' },
  planned: { tone: 'quiet', words: 'Planned', means: 'Not done, and no commit yet.' },
};

const COMMITS: Readonly<Record<CommitClass, ToldClass>> = {
  matched: { tone: 'good', words: 'With a ticket', means: 'Names a ticket of this release.' },
  outOfScope: { tone: 'warning', words: 'Of other versions', means: 'All its tickets belong to other versions.' },
  unknownKey: { tone: 'warning', words: 'Unknown key', means: 'Names a key that Jira does not show.' },
  commitsWithoutTicket: { tone: 'bad', words: 'Without a ticket', means: 'Names no ticket.' },
};

const REASONS: Readonly<Record<DisplacedReason, string>> = {
  earlier: 'in an earlier release',
  cherryPicked: 'picked over',
  reverted: 'taken back',
};

export const tellTicketClass = (name: TicketClass): ToldClass => TICKETS[name];
export const tellCommitClass = (name: CommitClass): ToldClass => COMMITS[name];

/** The class of a ticket, with what displaced it. */
export function tellTicket({ class: name, reason }: Pick<AuditTicket, 'class' | 'reason'>): Told {
  const { tone, words } = TICKETS[name];
  return { tone, words: reason === undefined ? words : `${words}: ${REASONS[reason]}` };
}

export function tellStatus(status: AuditStatus): Told {
  switch (status) {
    case 'clean':
      return { tone: 'good', words: 'Clean' };
    case 'findings':
      return { tone: 'warning', words: 'Findings' };
    case 'failed':
      return { tone: 'bad', words: 'Failed' };
  }
}

/** `5 matched, 1 planned`: the classes that have any. */
export const countTickets = ({ tickets }: Classes): string =>
  counted(TICKET_CLASSES.map((name) => [tickets[name], TICKETS[name].words]));
export const countCommits = ({ commits }: Classes): string =>
  counted(COMMIT_CLASSES.map((name) => [commits[name], COMMITS[name].words]));

function counted(all: readonly (readonly [count: number, words: string])[]): string {
  const some = all.filter(([count]) => count > 0);
  return some.length === 0 ? 'none' : some.map(([count, words]) => `${count} ${words.toLowerCase()}`).join('; ');
}
