import type { LedgerChange, LedgerTicket } from '../../../src/release/ledger/ledger-documents.ts';

/** A side of the comparison: a release, or what is staged. */
export interface Compared {
  readonly changes: readonly LedgerChange[];
}

export interface TicketPair {
  readonly key: string;
  /** As it was on this side when it was last read; undefined where this side has no change of it. */
  readonly left: LedgerTicket | undefined;
  readonly right: LedgerTicket | undefined;
}

export type TicketDifference = TicketPair & { readonly kind: 'onlyLeft' | 'onlyRight' | 'statusChanged' | 'same' };

export interface Comparison {
  readonly onlyLeft: readonly LedgerChange[];
  readonly onlyRight: readonly LedgerChange[];
  /** As the right side has them. */
  readonly both: readonly LedgerChange[];
  /** In the order of their keys as people count. */
  readonly tickets: readonly TicketDifference[];
  readonly authors: readonly AuthorPair[];
}

export interface AuthorPair {
  readonly name: string;
  /** How many changes. */
  readonly left: number;
  readonly right: number;
}

/** What one release has and the other has not, by pull request, else by commit. */
export function compareReleases(left: Compared, right: Compared): Comparison {
  const [ofLeft, ofRight] = [new Set(left.changes.map(identify)), new Set(right.changes.map(identify))];
  return {
    onlyLeft: left.changes.filter((change) => !ofRight.has(identify(change))),
    onlyRight: right.changes.filter((change) => !ofLeft.has(identify(change))),
    both: right.changes.filter((change) => ofLeft.has(identify(change))),
    tickets: compareTickets(left, right),
    authors: compareAuthors(left, right),
  };
}

/** True when there is nothing to tell: the same changes, and every ticket as it was. */
export const isSame = ({ onlyLeft, onlyRight, tickets }: Comparison): boolean =>
  onlyLeft.length === 0 && onlyRight.length === 0 && tickets.every(({ kind }) => kind === 'same');

/** Imported changes may have neither: then their words are all there is. */
const identify = ({ pullRequest, commit, title, mergedAt }: LedgerChange): string =>
  pullRequest !== null ? `pull request ${pullRequest}` : (commit ?? `${mergedAt} ${title}`);

function compareTickets(left: Compared, right: Compared): readonly TicketDifference[] {
  const [ofLeft, ofRight] = [ticketsOf(left), ticketsOf(right)];
  return [...new Set([...ofLeft.keys(), ...ofRight.keys()])]
    .toSorted((one, other) => one.localeCompare(other, 'en', { numeric: true }))
    .map((key) => {
      const pair = { key, left: ofLeft.get(key), right: ofRight.get(key) };
      return { ...pair, kind: kindOf(pair) };
    });
}

function kindOf({ left, right }: TicketPair): TicketDifference['kind'] {
  if (left === undefined) return 'onlyRight';
  if (right === undefined) return 'onlyLeft';
  return left.status === right.status ? 'same' : 'statusChanged';
}

/** The last word on a ticket that several changes have. */
const ticketsOf = ({ changes }: Compared): ReadonlyMap<string, LedgerTicket> =>
  new Map(changes.flatMap(({ tickets }) => tickets).map((ticket) => [ticket.key, ticket]));

function compareAuthors(left: Compared, right: Compared): readonly AuthorPair[] {
  const names = [...new Set([...left.changes, ...right.changes].map(({ author }) => author))];
  const count = ({ changes }: Compared, name: string) => changes.filter(({ author }) => author === name).length;
  return names
    .toSorted((one, other) => one.localeCompare(other))
    .map((name) => ({ name, left: count(left, name), right: count(right, name) }));
}
