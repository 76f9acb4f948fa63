import type { CommitText, MergedChange } from './change.ts';
import { ledgerChangeOf, mergedChangeOf, type TicketedChange } from './ledger-change.ts';
import { BUMPS, type LedgerChange } from '../ledger/ledger-documents.ts';
import type { TicketFacts } from '../ports.ts';
import { type DecidedBump, decideBumps, isUndone, type Strategy } from '../versions/decide-bumps.ts';

export interface Arrivals {
  /** What is staged already, the oldest first. */
  readonly before: readonly LedgerChange[];
  /** What is new, the oldest first. */
  readonly fresh: readonly TicketedChange[];
  /** By key as it stands in the texts. */
  readonly facts: ReadonlyMap<string, TicketFacts>;
  /** Messages of what is staged already, by commit, as far as they can be read. */
  readonly texts: ReadonlyMap<string, CommitText>;
  readonly strategy: Strategy;
  /** UTC, ISO 8601. */
  readonly at: string;
}

/** All changes of the release, each with its bump decided anew: a newcomer may revert what was staged before. */
export function planChanges({ before, fresh, facts, texts, strategy, at }: Arrivals): readonly LedgerChange[] {
  const kept = withoutCovered(before, fresh, facts);
  const asked = [...kept.map((change) => recalled(change, texts)), ...fresh.map((one) => mergedChangeOf(one, facts))];
  const decided = decideBumps(asked, strategy);
  const none = { bump: 'none', because: 'none: nothing was decided' } as const;
  return [
    ...kept.map((change, at) => ({ ...change, ...settle(change, decided[at]) })),
    ...fresh.map((one, index) => ledgerChangeOf(one, facts, pick(decided[kept.length + index] ?? none), at)),
  ];
}

const pick = ({ bump, because }: Pick<LedgerChange, 'bump' | 'because'>) => ({ bump, because });

/**
 * What is known of an old change is less than when it came (its pull request's text is not read again), so that its bump
 * only falls when it was reverted.
 */
function settle(change: LedgerChange, decided: DecidedBump | undefined): Pick<LedgerChange, 'bump' | 'because'> {
  if (decided === undefined) return pick(change);
  if (decided.revertedBy !== undefined || isUndone(change.because)) return pick(decided);
  return BUMPS.indexOf(decided.bump) > BUMPS.indexOf(change.bump) ? pick(decided) : pick(change);
}

function recalled(change: LedgerChange, texts: ReadonlyMap<string, CommitText>): MergedChange {
  const { commit, pullRequest, title } = change;
  return {
    commit: texts.get(commit ?? '') ?? { id: commit ?? '', subject: title, body: '' },
    pullRequest: pullRequest === null ? undefined : { id: pullRequest, title, description: '' },
    inner: [],
    tickets: change.tickets.map(({ key, type }) => ({ key, type, labels: [] })),
  };
}

/** Imported tickets without a commit give way to the change that names them. */
function withoutCovered(
  before: readonly LedgerChange[],
  fresh: readonly TicketedChange[],
  facts: ReadonlyMap<string, TicketFacts>,
): readonly LedgerChange[] {
  const named = new Set(fresh.flatMap(({ keys }) => keys.flatMap((key) => [key, facts.get(key)?.key ?? key])));
  return before.filter(({ commit, tickets }) => commit !== null || !tickets.every(({ key }) => named.has(key)));
}
