import { shortLine } from './clean-text.ts';
import type { CardEnd } from './card.ts';
import { describeMoment, renderMoment } from './moment.ts';
import { escapeLine } from './mrkdwn.ts';

/** A name, and in brackets what identifies them. */
const LONGEST_PERSON = 400;

/** What people say of what was chosen. */
const DONE: ReadonlyMap<string, string> = new Map([
  ['approve', 'Approved'],
  ['reject', 'Rejected'],
  ['cancel', 'Cancelled'],
  ['skip', 'Skipped'],
  ['create', 'Create: decided'],
  ['merge', 'Merge: decided'],
  ['trigger', 'Trigger: decided'],
]);

const doneOf = (choice: string): string => DONE.get(choice.trim().toLowerCase()) ?? `${shortLine(choice, 75)}: decided`;

/** `Approved by Mara Novak at 28 November 2026, 14:05 UTC`; plain text. */
export function describeEnd(end: CardEnd): string {
  const at = describeMoment(end.at);
  switch (end.kind) {
    case 'decided':
      return `${doneOf(end.choice)} by ${shortLine(end.by, LONGEST_PERSON)}${end.place === undefined ? '' : ` in ${end.place}`} at ${at}`;
    case 'timedOut':
      return end.choice === undefined
        ? `Timed out at ${at}: nobody answered`
        : `Timed out at ${at}: taken as ${shortLine(end.choice, 75)}`;
    case 'cancelled':
      return `Withdrawn at ${at}: the run was cancelled`;
    case 'closed':
      return `Closed at ${at}: ${shortLine(end.why, 300)}`;
  }
}

/** The same as mrkdwn, each reader's own time in it, and the reason that was given. */
export function renderEnd(end: CardEnd): readonly string[] {
  const at = renderMoment(end.at);
  switch (end.kind) {
    case 'decided': {
      const place = end.place === undefined ? '' : ` in ${escapeLine(end.place, 100)}`;
      const reason = escapeLine(end.reason ?? '', 1_000);
      const by = escapeLine(end.by, LONGEST_PERSON);
      return [
        `*${escapeLine(doneOf(end.choice), 200)} by ${by}*${place} at ${at}`,
        ...(reason === '' ? [] : [`> ${reason}`]),
      ];
    }
    case 'timedOut':
      return [
        `*Timed out* at ${at}: ${end.choice === undefined ? 'nobody answered' : `taken as ${escapeLine(end.choice, 100)}`}`,
      ];
    case 'cancelled':
      return [`*Withdrawn* at ${at}: the run was cancelled`];
    case 'closed':
      return [`*Closed* at ${at}: ${escapeLine(end.why, 500)}`];
  }
}
