import type { ChangeTicket, MergedChange } from './change.ts';
import type { SourceChange } from './group-changes.ts';
import type { LedgerChange, LedgerTicket } from '../ledger/ledger-documents.ts';
import type { TicketFacts } from '../ports.ts';
import { entryTitle } from '../versions/entry-title.ts';

const MAX_TITLE = 500;

/** A change of the source branch with what its tickets were at a moment. */
export interface TicketedChange {
  readonly source: SourceChange;
  readonly keys: readonly string[];
}

/** What the version is decided on. */
export function mergedChangeOf(
  { source, keys }: TicketedChange,
  facts: ReadonlyMap<string, TicketFacts>,
): MergedChange {
  return {
    commit: source.commit,
    pullRequest: source.pullRequest,
    inner: source.inner,
    tickets: keys.map((key): ChangeTicket => {
      const known = facts.get(key);
      return { key: known?.key ?? key, type: known?.type ?? null, labels: known?.labels ?? [] };
    }),
  };
}

/** What is written down. A ticket that was moved stands under its new key. */
export function ledgerChangeOf(
  { source, keys }: TicketedChange,
  facts: ReadonlyMap<string, TicketFacts>,
  decided: Pick<LedgerChange, 'bump' | 'because'>,
  at: string,
): LedgerChange {
  const { commit, pullRequest } = source;
  const title = entryTitle({ commit, pullRequest });
  return {
    commit: commit.id,
    pullRequest: pullRequest?.id ?? null,
    title: title.slice(0, MAX_TITLE),
    author: pullRequest?.author ?? commit.author,
    mergedAt: pullRequest?.completedAt ?? commit.committedAt,
    tickets: withoutDoubles(keys.map((key) => ledgerTicketOf(key, facts.get(key), at))),
    bump: decided.bump,
    because: decided.because,
  };
}

export const ledgerTicketOf = (key: string, known: TicketFacts | undefined, at: string): LedgerTicket =>
  known === undefined
    ? { key, title: null, type: null, url: null, status: null, statusAt: null }
    : {
        key: known.key,
        title: known.title,
        type: known.type,
        url: known.url,
        status: known.status,
        statusAt: at,
      };

/** Two keys may be one ticket: the one it had before it was moved, and the one it has. */
const withoutDoubles = (tickets: readonly LedgerTicket[]): readonly LedgerTicket[] =>
  tickets.filter(({ key }, at) => tickets.findIndex((other) => other.key === key) === at);
