import {
  COMMIT_CLASSES,
  type CommitClass,
  TICKET_CLASSES,
  type TicketClass,
} from '../../../src/audit/audit-classes.ts';

/** Which rows of an audit are looked at; without a class, all of a side. */
export type View =
  | { readonly side: 'tickets'; readonly class?: TicketClass }
  | { readonly side: 'commits'; readonly class?: CommitClass };

/** As it stands in the address: `tickets`, `commits.unknownKey`. All tickets for what names no view. */
export function parseView(text: string | undefined): View {
  const [side, name] = (text ?? '').split('.', 2);
  if (side === 'commits') {
    const found = COMMIT_CLASSES.find((one) => one === name);
    return found === undefined ? { side } : { side, class: found };
  }
  const found = TICKET_CLASSES.find((one) => side === 'tickets' && one === name);
  return found === undefined ? { side: 'tickets' } : { side: 'tickets', class: found };
}

export const formatView = (view: View): string => (view.class === undefined ? view.side : `${view.side}.${view.class}`);

/** All of them, each side's whole before its classes. */
export const VIEWS: readonly View[] = [
  { side: 'tickets' },
  ...TICKET_CLASSES.map((name) => ({ side: 'tickets', class: name }) as const),
  { side: 'commits' },
  ...COMMIT_CLASSES.map((name) => ({ side: 'commits', class: name }) as const),
];
